"""Call forwarding to the mailbox: always, not reachable, no answer after n seconds, busy (C8, D9)."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from contracts.orders.errors import OrderRefused
from contracts.orders.kind import Answers, OrderForm, Row
from contracts.orders.situation import Situation
from mobile.models import ServiceSettings
from mobile.rules.services import NO_ANSWER_SECONDS, forwarding_fault

from .call_services import OFF, CallService, number_row, on_off, settings_of

CASES = ("always", "unreachable", "no_answer", "busy")
MAILBOX_KIND = "mobile-mailbox"


def seconds_text(seconds: int) -> str:
    return ngettext("%(count)d second", "%(count)d seconds", seconds) % {"count": seconds}


class CallForwardingForm(OrderForm):
    """Each case by itself, and how long the phone rings."""

    always = forms.BooleanField(
        label=gettext_lazy("Forward all calls at once"),
        required=False,
        help_text=gettext_lazy("Your phone then does not ring at all."),
    )
    unreachable = forms.BooleanField(
        label=gettext_lazy("Forward when your phone is not reachable"),
        required=False,
        help_text=gettext_lazy("It is switched off or has no reception."),
    )
    no_answer = forms.BooleanField(label=gettext_lazy("Forward when you do not answer"), required=False)
    seconds = forms.TypedChoiceField(
        label=gettext_lazy("Let it ring so long before"),
        coerce=int,
        error_messages={
            "required": gettext_lazy("Please choose how long your phone rings."),
            "invalid_choice": gettext_lazy("Please choose one of the times: the network knows no others."),
        },
    )
    busy = forms.BooleanField(label=gettext_lazy("Forward when you are on the phone"), required=False)

    def __init__(self, situation: Situation, *args: Any, **options: Any) -> None:
        super().__init__(situation, *args, **options)
        self.settings = settings_of(situation.product)
        self.fields["seconds"].choices = [(s, seconds_text(s)) for s in NO_ANSWER_SECONDS]  # type: ignore[attr-defined]
        self.fields["seconds"].initial = self.settings.no_answer_seconds
        for case in CASES:
            self.fields[case].initial = getattr(self.settings, f"forward_{case}")


class CallForwarding(CallService):
    """Which calls go to the mailbox."""

    slug = "call-forwarding"
    title = gettext_lazy("Set call forwarding")
    description = gettext_lazy("Choose which calls go to your mailbox. Video calls cannot be forwarded.")
    icon = "phone"
    form_class = CallForwardingForm
    template = "mobile/orders/call_forwarding.html"
    order = 40
    since = "forwarding_since"
    unchanged = gettext_lazy(
        "Nothing would change: your calls are forwarded like this already. Please change a setting."
    )
    for_calls_only = gettext_lazy("This SIM card is for data only. It gets no calls that could be forwarded.")

    def columns(self, settings: ServiceSettings, answers: Answers) -> dict[str, Any]:
        wanted: dict[str, Any] = {f"forward_{case}": answers[case] for case in CASES}
        if answers["no_answer"]:  # otherwise no time counts, and the present one stays for later
            wanted["no_answer_seconds"] = answers["seconds"]
        return wanted

    def characteristics(self, answers: Answers) -> Mapping[str, Any]:
        return {
            "callForwardingAlways": answers["always"],
            "callForwardingNotReachable": answers["unreachable"],
            "callForwardingNoAnswer": answers["no_answer"],
            "callForwardingNoAnswerSeconds": answers["seconds"] if answers["no_answer"] else None,
            "callForwardingBusy": answers["busy"],
        }

    def refuse(self, situation: Situation, answers: Answers) -> None:
        mailbox_on = settings_of(situation.product).mailbox_on
        fault = forwarding_fault(mailbox_on=mailbox_on, forwards=forwards(answers))
        if fault:
            raise OrderRefused(fault)
        for order in situation.open_orders:
            if forwards(answers) and order.kind == MAILBOX_KIND and order.answers.get("mailbox") == OFF:
                raise OrderRefused(
                    _(
                        "Your mailbox is about to be switched off (order %(number)s), and calls are forwarded to "
                        "it. Please cancel that order, or switch the mailbox on again afterwards."
                    )
                    % {"number": order.number}
                )
        super().refuse(situation, answers)

    def summary(self, situation: Situation, answers: Answers) -> list[Row]:
        after = _("after %(time)s") % {"time": seconds_text(answers["seconds"])}
        no_answer = on_off(answers["no_answer"])
        return [
            number_row(situation),
            Row(_("All calls"), on_off(answers["always"])),
            Row(_("When not reachable"), on_off(answers["unreachable"])),
            Row(_("When nobody answers"), f"{no_answer}, {after}" if answers["no_answer"] else no_answer),
            Row(_("When busy"), on_off(answers["busy"])),
        ]

    def notes(self, situation: Situation, answers: Answers) -> list[str]:
        if answers["always"]:
            return [_("Your phone no longer rings: every call goes to your mailbox at once.")]
        if not forwards(answers):
            return [_("No call goes to your mailbox any more. Callers then hear that you do not answer.")]
        return []


def forwards(answers: Answers) -> bool:
    """Does any call go to the mailbox?"""
    return any(answers.get(case) for case in CASES)


def forwardings_of(settings: ServiceSettings) -> list[str]:
    """Which calls go to the mailbox at present, in words."""
    names = {
        "always": _("all calls"),
        "unreachable": _("when not reachable"),
        "no_answer": _("when nobody answers"),
        "busy": _("when busy"),
    }
    return [names[case] for case in CASES if getattr(settings, f"forward_{case}")]
