"""The services of a mobile number in words: what is set, since when, what it means (D9; sections 3 and 4)."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from contracts.orders.offers import Change
from mobile.lines import MobileLine
from mobile.models import ServiceSettings
from mobile.plans import Fact
from mobile.rules import services as network
from mobile.rules.services import MAILBOX
from portal.shell.formats import day_text


@dataclass(frozen=True)
class ServiceFact:
    """One service. `state` is "" for what cannot be set, such as conferences."""

    key: str
    title: str
    icon: str
    words: tuple[str, ...]
    state: str = ""
    is_on: bool = False
    since: date | None = None
    facts: tuple[Fact, ...] = ()
    change: Change | None = None

    @property
    def can_be_set(self) -> bool:
        return bool(self.state)


def services_of(line: MobileLine) -> list[ServiceFact]:
    """Those a number has; a card for data only has no calls and no SMS."""
    if not line.has_calls:
        return []
    chosen = line.settings
    return [
        _forwarding(chosen, line.change("call-forwarding")),
        _mailbox(chosen, line.change("mobile-mailbox")),
        _caller_id(chosen, line.change("caller-id")),
        _call_waiting(chosen, line.change("call-waiting")),
        _missed_calls(chosen, line.change("missed-call-sms")),
        _conference(),
        _messages(),
    ]


def _forwarding(chosen: ServiceSettings, change: Change | None) -> ServiceFact:
    seconds = _("after %(seconds)d seconds") % {"seconds": chosen.no_answer_seconds}
    facts = (
        Fact(_("All calls"), _on(chosen.forward_always)),
        Fact(_("When you cannot be reached"), _on(chosen.forward_unreachable)),
        Fact(_("When you do not answer"), seconds if chosen.forward_no_answer else _on(False)),
        Fact(_("When you are on the phone"), _on(chosen.forward_busy)),
    )
    is_on = any(
        (chosen.forward_always, chosen.forward_unreachable, chosen.forward_no_answer, chosen.forward_busy)
    )
    return ServiceFact(
        "rufumleitung",
        _("Call forwarding"),
        "refresh-cw",
        (_("Calls are forwarded to your mailbox. Video calls cannot be forwarded."),),
        _on(is_on),
        is_on,
        chosen.forwarding_since,
        facts,
        change,
    )


def _mailbox(chosen: ServiceSettings, change: Change | None) -> ServiceFact:
    least, most = network.MAILBOX_PIN_DIGITS
    figures = {
        "messages": MAILBOX.messages,
        "minutes": MAILBOX.minutes_per_message,
        "new": MAILBOX.days_new,
        "heard": MAILBOX.days_heard,
        "saved": MAILBOX.days_saved,
    }
    words = (
        _("An SMS tells you about new messages."),
        _("The mailbox holds up to %(messages)d messages of at most %(minutes)d minutes.") % figures,
        _("New messages are kept for %(new)d days, heard ones for %(heard)d, saved ones for %(saved)d days.")
        % figures,
        _("Your greeting may be %(minutes)d minutes long.") % {"minutes": MAILBOX.greeting_minutes},
        _(
            "It also receives up to %(faxes)d faxes of at most %(pages)d pages. "
            "They are kept for %(new)d days, fetched ones for %(fetched)d days."
        )
        % {
            "faxes": MAILBOX.faxes,
            "pages": MAILBOX.pages_per_fax,
            "new": MAILBOX.fax_days_new,
            "fetched": MAILBOX.fax_days_fetched,
        },
        _(
            "With your mailbox PIN, %(least)d to %(most)d digits, you can also listen from other networks. "
            "Abroad press the * key when you are asked for it: the PIN then comes by free SMS."
        )
        % {"least": least, "most": most},
    )
    pin = _("not set yet")
    if chosen.mailbox_pin_set_at is not None:
        pin = _("set on %(day)s") % {"day": day_text(chosen.mailbox_pin_set_at)}
    facts = (Fact(_("Mailbox PIN"), pin),)
    return ServiceFact(
        "mailbox",
        pgettext("mobile service", "Mailbox"),
        "inbox",
        words,
        _on(chosen.mailbox_on),
        chosen.mailbox_on,
        chosen.mailbox_since,
        facts,
        change,
    )


def _caller_id(chosen: ServiceSettings, change: Change | None) -> ServiceFact:
    codes = {"hide": network.SUPPRESS_ONCE, "show": network.SHOW_ONCE}
    if chosen.caller_id_suppressed:
        state = pgettext("own number", "hidden")
        words = _("Your number is not shown to the people you call.")
        once = _("To show it for one call, dial %(show)s before the number.") % codes
    else:
        state = pgettext("own number", "shown")
        words = _("Your number is shown to the people you call.")
        once = _("To hide it for one call, dial %(hide)s before the number.") % codes
    return ServiceFact(
        "rufnummernanzeige",
        _("Your number on other phones"),
        "eye-off" if chosen.caller_id_suppressed else "eye",
        (words, once),
        state,
        not chosen.caller_id_suppressed,
        chosen.caller_id_since,
        (),
        change,
    )


def _call_waiting(chosen: ServiceSettings, change: Change | None) -> ServiceFact:
    words = (
        _("When somebody calls while you are on the phone, you hear a tone."),
        _("You can put the first call on hold, and switch between the two."),
    )
    return ServiceFact(
        "anklopfen",
        _("Call waiting"),
        "phone",
        words,
        _on(chosen.call_waiting),
        chosen.call_waiting,
        chosen.call_waiting_since,
        (),
        change,
    )


def _missed_calls(chosen: ServiceSettings, change: Change | None) -> ServiceFact:
    return ServiceFact(
        "anruf-info",
        _("SMS about missed calls"),
        "mail",
        (network.missed_call_sms_meaning(is_on=chosen.missed_call_sms),),
        _on(chosen.missed_call_sms),
        chosen.missed_call_sms,
        chosen.missed_call_sms_since,
        (),
        change,
    )


def _conference() -> ServiceFact:
    words = _("You can bring up to %(people)d people together in one call; everybody hears everybody.")
    return ServiceFact(
        "konferenz", _("Conference"), "users", (words % {"people": network.CONFERENCE_MEMBERS},)
    )


def _messages() -> ServiceFact:
    rests, works = network.SMS_TO_LANDLINE_RESTS
    words = (
        _("An SMS has up to %(characters)d characters.") % {"characters": network.SMS_CHARACTERS},
        _("If the other phone cannot be reached, we try for %(days)d days; then the SMS is deleted.")
        % {"days": network.SMS_DELIVERY_DAYS},
        _(
            "An SMS to a German landline is read aloud, in German, English or French, "
            "but not between %(rests)s and %(works)s. It can go to a German fax, too."
        )
        % {"rests": f"{rests:%H:%M}", "works": f"{works:%H:%M}"},
        _(
            "MMS go to other phones and to e-mail addresses. "
            "Abroad they work only while the barrier for data abroad is lifted."
        ),
    )
    return ServiceFact("nachrichten", _("SMS and MMS"), "mail", words)


def _on(is_on: bool) -> str:
    return pgettext("switch", "on") if is_on else pgettext("switch", "off")
