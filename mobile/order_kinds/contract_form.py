"""The form for a new mobile contract: plan, number, cards and where they go."""

from datetime import date
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from contracts.catalogue.items import Option
from contracts.kinds.offers_by_term import offers_by_term
from contracts.orders.fields import Offer, OfferField, price_text
from contracts.orders.kind import OrderForm
from contracts.orders.referral_field import ReferralCodeField
from contracts.orders.situation import Situation
from mobile.rules.numbers import NotAMobileNumber, normalised

from .delivery import DELIVERY, add_delivery_fields
from .plans import LINES, beside_line, data_options, plans_for
from .prices import card_price

NEW, PORT = "new", "port"
RUNS, ENDS, ENDED = "runs", "ends", "ended"
NO_DATA = "none"
FOR_PORTING = {"data-for-porting": True}  # the style sheet shows these once a number is brought along


class MobileContractForm(OrderForm):
    """Everything about the old contract is asked for only if its number is brought along."""

    needed_sometimes = ("number", "provider", "old_contract", "old_ends_on")  # so never called optional
    number_choice = forms.ChoiceField(
        label=gettext_lazy("Which number would you like?"),
        choices=[
            (NEW, gettext_lazy("A new number. We assign it; it cannot be chosen.")),
            (PORT, gettext_lazy("I bring my number along.")),
        ],
        initial=NEW,
        widget=forms.RadioSelect,
    )
    number = forms.CharField(
        label=gettext_lazy("Mobile number to bring along"),
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "tel-national", "inputmode": "tel"} | FOR_PORTING),
    )
    provider = forms.CharField(
        label=gettext_lazy("Present provider"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs=FOR_PORTING),
    )
    old_contract = forms.ChoiceField(
        label=gettext_lazy("Your contract with the present provider"),
        choices=[
            (RUNS, pgettext_lazy("old contract", "runs; the number shall come as soon as possible")),
            (ENDS, pgettext_lazy("old contract", "ends on the day below; the number shall come then")),
            (ENDED, pgettext_lazy("old contract", "has ended already, on the day below")),
        ],
        required=False,
        widget=forms.RadioSelect(attrs=FOR_PORTING),
    )
    old_ends_on = forms.DateField(
        label=gettext_lazy("Last day of that contract"),
        help_text=gettext_lazy("A number can be brought along until 90 days after the end of its contract."),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"} | FOR_PORTING),
    )
    temporary = forms.BooleanField(
        label=gettext_lazy("Until then I need a temporary number"),
        help_text=gettext_lazy(
            "Your contract then begins as soon as possible. Without it, it begins with your own number."
        ),
        required=False,
        widget=forms.CheckboxInput(attrs=FOR_PORTING),
    )

    def __init__(self, situation: Situation, *args: Any, **options: Any) -> None:
        super().__init__(situation, *args, **options)
        own_fields, plans = self.fields, plans_for(situation)
        self.fields = {
            "offering": OfferField(
                label=_("Choose your plan"), offers=offers_by_term(plans, lambda plan: plan.price)
            )
        }
        packages = data_options(situation, plans)
        if packages:
            self.fields["data_option"] = _data_field(packages)
        beside = beside_line(situation, plans)
        if beside is not None and situation.owns(*LINES):
            self.fields["beside_line"] = forms.BooleanField(
                label=_("“%(option)s” (%(price)s)")
                % {"option": beside.name, "price": price_text(beside.price)},
                help_text=str(beside.description),
                required=False,
            )
        self.fields |= own_fields
        self.fields["cards"] = _cards_field(situation)
        add_delivery_fields(self)
        self.fields["referral_code"] = ReferralCodeField()

    @property
    def sections(self) -> list[tuple[str, list[BoundField]]]:
        """Heading and fields, as the page shows them."""
        parts = (
            (_("Plan"), ("offering", "data_option", "beside_line")),
            (
                _("Mobile number"),
                ("number_choice", "number", "provider", "old_contract", "old_ends_on", "temporary"),
            ),
            (_("SIM cards"), ("cards", *DELIVERY)),
            (_("Recommendation"), ("referral_code",)),
        )
        return [(title, [self[name] for name in names if name in self.fields]) for title, names in parts]

    def clean_number(self) -> str:
        """As E.164, so that the same number is the same text everywhere."""
        written = str(self.cleaned_data["number"])
        if not written or self.data.get("number_choice") != PORT:
            return ""
        try:
            return normalised(written)
        except NotAMobileNumber as fault:
            raise forms.ValidationError(str(fault)) from fault

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("number_choice") == NEW:
            return cleaned | {
                "number": "", "provider": "", "old_contract": "", "old_ends_on": None, "temporary": False,
            }  # fmt: skip
        missing = {
            "number": _("Please enter the number that you want to bring along."),
            "provider": _("Please name the provider that has your number at present."),
            "old_contract": _("Please say how long your present contract runs."),
        }
        for name, sentence in missing.items():
            if not cleaned.get(name) and name not in self.errors:
                self.add_error(name, sentence)
        if cleaned.get("old_contract") == RUNS:
            cleaned["old_ends_on"] = None
        elif cleaned.get("old_contract") and "old_ends_on" not in self.errors:
            self._check_day(cleaned["old_contract"], cleaned.get("old_ends_on"))
        return cleaned

    def _check_day(self, old_contract: str, ends_on: date | None) -> None:
        today = self.situation.today
        if ends_on is None:
            self.add_error("old_ends_on", _("Please enter the last day of that contract."))
        elif old_contract == ENDED and ends_on > today:
            self.add_error(
                "old_ends_on", _("This day is still to come. Please choose “ends on the day below”.")
            )
        elif old_contract == ENDS and ends_on < today:
            self.add_error("old_ends_on", _("This day is over. Please choose “has ended already”."))


def _data_field(packages: list[Option]) -> OfferField:
    none = Offer(NO_DATA, _("No further data package"), _("Most plans include one already."), "")
    offers = [none, *(Offer.of(package, package.price) for package in packages)]
    return OfferField(label=_("Data package"), offers=offers, initial=NO_DATA)


def _cards_field(situation: Situation) -> forms.ChoiceField:
    price = price_text(card_price(situation, 1))
    return forms.ChoiceField(
        label=_("How many cards?"),
        help_text=_("Several cards with one number are a MultiCard. Each further card: %(price)s.")
        % {"price": price},
        choices=[
            ("1", pgettext("SIM cards", "one")),
            ("2", pgettext("SIM cards", "two")),
            ("3", pgettext("SIM cards", "three")),
        ],
        initial="1",
        widget=forms.RadioSelect,
    )
