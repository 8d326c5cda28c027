"""The mailbox of a mobile number: on, off, and its PIN, which only the carrier keeps (C8, C14, D9)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from contracts.models import Order, Product
from contracts.orders.agreed import Agreed
from contracts.orders.errors import OrderRefused
from contracts.orders.kind import Answers, OrderForm, Row
from contracts.orders.situation import Situation
from mobile.models import ServiceSettings
from mobile.rules.services import MAILBOX, MailboxFigures, mailbox_pin_fault

from .call_forwarding import CASES, CallForwarding, forwardings_of, forwards
from .call_services import OFF, ON, CallService, number_of, number_row, on_off, on_off_choices, settings_of

PIN, REPEATED = "mailbox_pin", "mailbox_pin_repeated"


def pin_input() -> forms.PasswordInput:
    return forms.PasswordInput(attrs={"autocomplete": "off", "inputmode": "numeric"})


class MobileMailboxForm(OrderForm):
    """On or off, and a new PIN for those who want one."""

    figures: MailboxFigures = MAILBOX

    mailbox = forms.ChoiceField(
        label=pgettext_lazy("mobile service", "Mailbox"),
        choices=on_off_choices(),
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Please choose whether your mailbox is on or off."),
            "invalid_choice": gettext_lazy("Please choose whether your mailbox is on or off."),
        },
    )
    mailbox_pin = forms.CharField(
        label=gettext_lazy("New PIN of the mailbox"),
        required=False,
        help_text=gettext_lazy(
            "4 to 10 digits. With it you listen to your messages from other phones and abroad. "
            "Leave it empty to keep the present one."
        ),
        widget=pin_input(),
    )
    mailbox_pin_repeated = forms.CharField(
        label=gettext_lazy("Repeat the new PIN"), required=False, widget=pin_input()
    )

    def __init__(self, situation: Situation, *args: Any, **options: Any) -> None:
        super().__init__(situation, *args, **options)
        self.settings = settings_of(situation.product)
        self.fields["mailbox"].initial = ON if self.settings.mailbox_on else OFF

    def clean(self) -> dict[str, Any]:
        super().clean()
        repeated = self.cleaned_data.pop(REPEATED, "")  # no answer: nothing may keep it
        pin = self.cleaned_data.get(PIN, "")
        if not (pin or repeated):
            return self.cleaned_data
        if self.cleaned_data.get("mailbox") == OFF:
            self.add_error(PIN, _("A mailbox that is switched off needs no PIN. Please leave it empty."))
        elif fault := mailbox_pin_fault(pin, number=number_of(self.situation)):
            self.add_error(PIN, fault)
        elif pin != repeated:
            self.add_error(REPEATED, _("The two PINs are not the same."))
        return self.cleaned_data


class MobileMailbox(CallService):
    """One mailbox for the number, with several cards too (D4)."""

    slug = "mobile-mailbox"
    title = gettext_lazy("Mailbox: on, off, PIN")
    description = gettext_lazy("Switch your mailbox on or off, or give it a new PIN.")
    icon = "inbox"
    form_class = MobileMailboxForm
    template = "mobile/orders/mailbox.html"
    secret_fields = (PIN,)
    order = 41
    since = "mailbox_since"
    unchanged = gettext_lazy(
        "Nothing would change: your mailbox is set like this already. Please change it or enter a new PIN."
    )
    for_calls_only = gettext_lazy("This SIM card is for data only. Without calls it has no mailbox.")

    def answers_of(self, form: OrderForm) -> dict[str, Any]:
        return {**super().answers_of(form), "renews_pin": bool(form.cleaned_data.get(PIN))}

    def columns(self, settings: ServiceSettings, answers: Answers) -> dict[str, Any]:
        if answers["mailbox"] == ON:
            return {"mailbox_on": True}
        return {"mailbox_on": False, **{f"forward_{case}": False for case in CASES}}

    def characteristics(self, answers: Answers) -> Mapping[str, Any]:
        return {"mailbox": answers["mailbox"] == ON}

    def refuse(self, situation: Situation, answers: Answers) -> None:
        if answers["mailbox"] == OFF:
            for order in situation.open_orders:
                if order.kind == CallForwarding.slug and forwards(order.answers):
                    raise OrderRefused(
                        _(
                            "Your order %(number)s forwards calls to the mailbox. Please wait until it is done, or "
                            "cancel it, before you switch the mailbox off."
                        )
                        % {"number": order.number}
                    )
        if not answers["renews_pin"]:
            super().refuse(situation, answers)

    def summary(self, situation: Situation, answers: Answers) -> list[Row]:
        rows = [
            number_row(situation),
            Row(pgettext("mobile service", "Mailbox"), on_off(answers["mailbox"] == ON)),
        ]
        if answers["renews_pin"]:
            rows.append(Row(_("PIN of the mailbox"), _("the one you typed; we do not show it")))
        return rows

    def notes(self, situation: Situation, answers: Answers) -> list[str]:
        settings = settings_of(situation.product)
        if answers["mailbox"] == OFF:
            return _ending(settings)
        notes = []
        if not settings.mailbox_on:
            notes.append(
                _("No call goes to the mailbox by itself. Please set call forwarding once the mailbox is on.")
            )
        if answers["renews_pin"]:
            notes.append(
                _("We keep the PIN only until our technical department has it. Please remember it well.")
            )
        return notes

    def complete(self, order: Order, product: Product, agreed: Agreed, *, now: datetime) -> None:
        settings = settings_of(product)
        wanted = self.columns(settings, order.answers)
        if wanted["mailbox_on"] != settings.mailbox_on:
            wanted["mailbox_since"] = agreed.on
        if not wanted["mailbox_on"] and forwardings_of(settings):
            wanted["forwarding_since"] = agreed.on
        if order.answers["renews_pin"]:
            wanted["mailbox_pin_set_at"] = order.completed_at or now
        ServiceSettings.objects.update_or_create(product=product, defaults=wanted)


def _ending(settings: ServiceSettings) -> list[str]:
    """What goes with the mailbox."""
    notes = [_("Please listen to your messages before: a mailbox that is switched off cannot be reached.")]
    ends = forwardings_of(settings)
    if ends:
        notes.insert(
            0,
            _("Call forwarding to the mailbox ends as well: %(cases)s.") % {"cases": ", ".join(ends)},
        )
    return notes
