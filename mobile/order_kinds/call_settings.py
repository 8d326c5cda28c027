"""Caller id, call waiting and the SMS about missed calls: each on or off (C8, D9)."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.orders.kind import Answers, OrderForm, Row
from contracts.orders.situation import Situation
from mobile.models import ServiceSettings
from mobile.rules.services import CONFERENCE_MEMBERS, SHOW_ONCE, SUPPRESS_ONCE, missed_call_sms_meaning

from .call_services import OFF, ON, CallService, number_row, on_off, on_off_choices, settings_of

SHOWN, SUPPRESSED = "shown", "suppressed"
CHOOSE = gettext_lazy("Please choose one of the two.")
ERRORS = {"required": CHOOSE, "invalid_choice": CHOOSE}


class CallerIdForm(OrderForm):
    """What those you call see as a rule."""

    show_once, suppress_once = SHOW_ONCE, SUPPRESS_ONCE
    caller_id = forms.ChoiceField(
        label=gettext_lazy("When you call somebody, your number"),
        choices=[
            (SHOWN, gettext_lazy("is shown")),
            (SUPPRESSED, gettext_lazy("is suppressed")),
        ],
        widget=forms.RadioSelect,
        error_messages=ERRORS,
    )

    def __init__(self, situation: Situation, *args: Any, **options: Any) -> None:
        super().__init__(situation, *args, **options)
        suppressed = settings_of(situation.product).caller_id_suppressed
        self.fields["caller_id"].initial = SUPPRESSED if suppressed else SHOWN


class CallerId(CallService):
    """Is the own number shown to those who are called? For one call the phone decides otherwise."""

    slug = "caller-id"
    title = gettext_lazy("Show or suppress your own number")
    description = gettext_lazy(
        "Choose what those you call see as a rule. For a single call you can do otherwise."
    )
    icon = "eye"
    form_class = CallerIdForm
    template = "mobile/orders/caller_id.html"
    order = 42
    since = "caller_id_since"
    unchanged = gettext_lazy(
        "Nothing would change: your number is shown or suppressed like this already. Please choose the other one."
    )
    for_calls_only = gettext_lazy(
        "This SIM card is for data only. It makes no calls that could show a number."
    )

    def columns(self, settings: ServiceSettings, answers: Answers) -> dict[str, Any]:
        return {"caller_id_suppressed": answers["caller_id"] == SUPPRESSED}

    def characteristics(self, answers: Answers) -> Mapping[str, Any]:
        return {"callerIdSuppressed": answers["caller_id"] == SUPPRESSED}

    def summary(self, situation: Situation, answers: Answers) -> list[Row]:
        suppressed = answers["caller_id"] == SUPPRESSED
        return [
            number_row(situation),
            Row(_("Shown to those you call"), _("no, it is suppressed") if suppressed else _("yes")),
        ]

    def notes(self, situation: Situation, answers: Answers) -> list[str]:
        if answers["caller_id"] == SUPPRESSED:
            return [
                _("To show your number in a single call, dial %(code)s before the number you call.")
                % {"code": SHOW_ONCE},
                _("Emergency services see your number in any case."),
            ]
        sentence = _("To suppress your number in a single call, dial %(code)s before the number you call.")
        return [sentence % {"code": SUPPRESS_ONCE}]


class CallWaitingForm(OrderForm):
    """Shall a tone tell of a second call?"""

    conference_members = CONFERENCE_MEMBERS
    call_waiting = forms.ChoiceField(
        label=gettext_lazy("A tone during a call when somebody else calls"),
        choices=on_off_choices(),
        widget=forms.RadioSelect,
        error_messages=ERRORS,
    )

    def __init__(self, situation: Situation, *args: Any, **options: Any) -> None:
        super().__init__(situation, *args, **options)
        self.fields["call_waiting"].initial = ON if settings_of(situation.product).call_waiting else OFF


class CallWaiting(CallService):
    """A second call during a call is announced, or finds the line busy."""

    slug = "call-waiting"
    title = gettext_lazy("Switch call waiting on or off")
    description = gettext_lazy(
        "A tone tells you during a call that somebody else is calling. On from the start."
    )
    icon = "clock"
    form_class = CallWaitingForm
    template = "mobile/orders/call_waiting.html"
    order = 43
    since = "call_waiting_since"
    unchanged = gettext_lazy(
        "Nothing would change: call waiting is set like this already. Please choose the other one."
    )
    for_calls_only = gettext_lazy("This SIM card is for data only. Without calls there is no call waiting.")

    def columns(self, settings: ServiceSettings, answers: Answers) -> dict[str, Any]:
        return {"call_waiting": answers["call_waiting"] == ON}

    def characteristics(self, answers: Answers) -> Mapping[str, Any]:
        return {"callWaiting": answers["call_waiting"] == ON}

    def summary(self, situation: Situation, answers: Answers) -> list[Row]:
        return [number_row(situation), Row(_("Call waiting"), on_off(answers["call_waiting"] == ON))]

    def notes(self, situation: Situation, answers: Answers) -> list[str]:
        if answers["call_waiting"] == ON:
            return []
        if settings_of(situation.product).forward_busy:
            return [_("Whoever calls while you are on the phone then reaches your mailbox.")]
        return [_("Whoever calls while you are on the phone then hears that you are busy.")]


class MissedCallSmsForm(OrderForm):
    """Shall an SMS tell who called in vain?"""

    missed_call_sms = forms.ChoiceField(
        label=gettext_lazy("SMS about calls that did not reach you"),
        choices=on_off_choices(),
        widget=forms.RadioSelect,
        error_messages=ERRORS,
    )

    def __init__(self, situation: Situation, *args: Any, **options: Any) -> None:
        super().__init__(situation, *args, **options)
        is_on = settings_of(situation.product).missed_call_sms
        self.fields["missed_call_sms"].initial = ON if is_on else OFF


class MissedCallSms(CallService):
    """The free SMS about calls while the phone was off or out of reach."""

    slug = "missed-call-sms"
    title = gettext_lazy("Switch the SMS about missed calls on or off")
    description = gettext_lazy("A free SMS tells you who called while your phone was off or out of reach.")
    icon = "smartphone"
    form_class = MissedCallSmsForm
    order = 44
    since = "missed_call_sms_since"
    unchanged = gettext_lazy(
        "Nothing would change: the SMS about missed calls is set like this already. Please choose the other one."
    )
    for_calls_only = gettext_lazy("This SIM card is for data only. Without calls none can be missed.")

    def columns(self, settings: ServiceSettings, answers: Answers) -> dict[str, Any]:
        return {"missed_call_sms": answers["missed_call_sms"] == ON}

    def characteristics(self, answers: Answers) -> Mapping[str, Any]:
        return {"missedCallSms": answers["missed_call_sms"] == ON}

    def summary(self, situation: Situation, answers: Answers) -> list[Row]:
        return [number_row(situation), Row(_("Missed-call SMS"), on_off(answers["missed_call_sms"] == ON))]

    def notes(self, situation: Situation, answers: Answers) -> list[str]:
        return [missed_call_sms_meaning(is_on=answers["missed_call_sms"] == ON)]
