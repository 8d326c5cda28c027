"""Which call records come with the invoices (B4; § 11 TDDDG): from the next billing period on, never before."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import CallRecordChoice, CallRecordDetail, Customer, CustomerKind
from contracts.catalogue.items import Family
from contracts.models import Order, Product
from contracts.orders.agreed import Agreed
from contracts.orders.errors import OrderRefused
from contracts.orders.fields import Offer, OfferField
from contracts.orders.kind import Answers, OrderForm, OrderKind, Row, item
from contracts.orders.quotes import activation_day
from contracts.orders.situation import Situation
from portal.audit.trail import record, system
from portal.lib.periods import berlin_day, first_of_month, next_month
from portal.shell.formats import day_text, month_text

from .places import MASTER_DATA

NONE = CallRecordDetail.NONE


class CallRecordsForm(OrderForm):
    """Detail, flat-rate calls, and the declaration that the law asks for before call records are made."""

    def __init__(self, situation: Situation, *args: Any, **options: Any) -> None:
        super().__init__(situation, *args, **options)
        self.declaration = declaration_text(situation.customer.kind)
        self.initial.pop("declared", None)  # declared anew each time
        present = choice_on(choices_of(situation.customer), first_day(situation.today, 0, situation.land))
        self.initial.setdefault("detail", present.detail if present else NONE)
        self.initial.setdefault("show_flat", bool(present and present.show_flat))
        about = {
            NONE: _("Your invoices show totals only."),
            CallRecordDetail.SHORTENED: _("Each call with its destination, the last three digits hidden."),
            CallRecordDetail.FULL: _("Each call with its whole destination."),
        }
        offers = [Offer(detail.value, str(detail.label), text, "") for detail, text in about.items()]
        self.fields["detail"] = OfferField(label=_("Which call records do you want?"), offers=offers)
        self.fields["show_flat"] = forms.BooleanField(
            label=_("Show calls within a flat rate as well"), required=False
        )
        self.fields["declared"] = forms.BooleanField(
            label=self.declaration,
            required=False,
            help_text=_("The law asks for this declaration before we make call records (§ 11 TDDDG)."),
        )

    def clean(self) -> dict[str, Any]:
        """Without call records nothing is shown and nothing needs to be declared."""
        wants = self.cleaned_data.get("detail") != NONE
        declared = wants and self.cleaned_data["declared"]
        if wants and not declared and "detail" in self.cleaned_data:
            self.add_error("declared", str(undeclared()))
        return self.cleaned_data | {
            "show_flat": wants and self.cleaned_data["show_flat"],
            "declared": declared,
            "declaration": self.declaration if declared else "",
        }


class CallRecords(OrderKind):
    """None, shortened or complete, with or without calls within a flat rate."""

    slug = "call-records"
    title = gettext_lazy("Change call records")
    description = gettext_lazy(
        "Decide what your invoices tell of single calls. It holds from the next billing period on."
    )
    icon = "phone"
    families = frozenset({Family.ACCOUNT})
    form_class = CallRecordsForm
    order = 220
    home = MASTER_DATA

    def refuse(self, situation: Situation, answers: Answers) -> None:
        if answers["detail"] != NONE and not (answers["declared"] and answers["declaration"]):
            raise undeclared()
        day = self.activation_on(situation, answers)
        holds = choice_on(choices_of(situation.customer), day)
        present = (holds.detail, holds.show_flat and holds.detail != NONE) if holds else (NONE, False)
        if (answers["detail"], answers["show_flat"]) == present:
            raise OrderRefused(_("Your call records are already as you chose here. Nothing would change."))

    def subject(self, situation: Situation, answers: Answers) -> str:
        return "call-records"

    def activation_on(self, situation: Situation, answers: Answers) -> date:
        return first_day(situation.today, self.lead_time_days(situation), situation.land)

    def summary(self, situation: Situation, answers: Answers) -> list[Row]:
        rows = [
            Row(_("Call records"), str(CallRecordDetail(answers["detail"]).label)),
            Row(_("From the billing period"), month_text(self.activation_on(situation, answers))),
        ]
        if answers["detail"] != NONE:
            flat = _("are shown") if answers["show_flat"] else _("are not shown")
            rows.insert(1, Row(_("Calls within a flat rate"), flat))
            rows.append(Row(_("Your declaration"), answers["declaration"]))
        return rows

    def notes(self, situation: Situation, answers: Answers) -> list[str]:
        day = self.activation_on(situation, answers)
        notes = [
            _("Calls before %(day)s are not affected: their records stay as they were ordered.")
            % {"day": day_text(day)},
            _(
                "Who logs in with your invoice password sees call records only if you allow it under “Security”."
            ),
        ]
        later = [choice for choice in choices_of(situation.customer) if choice.valid_from >= day]
        if later:
            notes.append(
                _("What was to hold from %(day)s on (%(detail)s) is replaced by this order.")
                % {"day": day_text(later[0].valid_from), "detail": later[0].get_detail_display()}
            )
        return notes

    def to_carrier(self, order: Order, product: Product) -> tuple[dict[str, Any], ...]:
        answers = order.answers
        told = {"callRecordDetail": answers["detail"], "callRecordShowFlat": answers["show_flat"]}
        if answers["declared"]:
            told |= {
                "callRecordDeclaredAt": order.placed_at.isoformat(),
                "callRecordDeclaration": answers["declaration"],
            }
        return (item("modify", product, told),)

    def complete(self, order: Order, product: Product, agreed: Agreed, *, now: datetime) -> None:
        """Begin the choice and end the one before. A carrier that was late moves it to the running month: invoices
        of the months before are already made."""
        begins = max(agreed.on, first_of_month(berlin_day(now)))
        Customer.objects.select_for_update().get(pk=order.customer_id)
        known = CallRecordChoice.objects.filter(customer=order.customer_id)
        old = choice_on(known, begins)
        known.filter(valid_from__gte=begins).delete()
        known.exclude(valid_to__lte=begins).update(valid_to=begins)
        new = {
            "detail": order.answers["detail"],
            "show_flat": order.answers["show_flat"],
            "valid_from": begins,
            "declared_at": order.placed_at if order.answers["declared"] else None,
            "declaration": order.answers["declaration"],
        }
        CallRecordChoice.objects.create(customer_id=order.customer_id, **new)
        record(
            "call_records.chosen",
            actor=system("order"),
            now=now,
            customer_id=order.customer_id,
            subject=order,
            old={"detail": old.detail, "show_flat": old.show_flat} if old else {},
            new=new,
        )


def first_day(today: date, lead_time_days: int, land: str) -> date:
    """The first day of the next billing period (a calendar month) that the lead time allows.

    From 20 November 1 December; from 30 November with three working days 1 January.
    """
    earliest = activation_day(today, lead_time_days, land)
    day = next_month(today)
    return day if day >= earliest else next_month(day)


def declaration_text(customer_kind: str) -> str:
    """What § 11 (1) TDDDG asks of households and § 11 (3) of firms, in the active language."""
    if customer_kind == CustomerKind.BUSINESS:
        return _(
            "I declare: our staff has been informed, and new staff will be informed without delay, that we get call "
            "records of this line. The works council or staff council has been involved as the law asks, or need "
            "not be involved."
        )
    return _(
        "I declare: I have informed everybody in my household who uses this line, and will inform new users without "
        "delay, that I get records of the calls on this line."
    )


def undeclared() -> OrderRefused:
    """The refusal of call records without declaration."""
    return OrderRefused(_("Without your declaration we may not make call records."))


def choices_of(customer: Customer) -> list[CallRecordChoice]:
    """Every choice of the customer, oldest first."""
    return list(customer.call_record_choices.order_by("valid_from"))


def choice_on(choices: Iterable[CallRecordChoice], day: date) -> CallRecordChoice | None:
    """The choice that holds on a day; None: no call records."""
    return next(
        (
            choice
            for choice in choices
            if choice.valid_from <= day and (choice.valid_to is None or day < choice.valid_to)
        ),
        None,
    )
