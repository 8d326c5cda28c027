"""A new internet line: a contract with an address, a wished day and, if wanted, a number brought along (C8)."""

import re
from datetime import date, datetime
from typing import Any

from django import forms
from django.conf import settings
from django.core.validators import RegexValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import AddressRole
from contracts.catalogue.items import Family, Offering
from contracts.models import DialInAccess, Order, Product
from contracts.orders.agreed import Agreed
from contracts.orders.errors import OrderRefused
from contracts.orders.fields import OfferField
from contracts.orders.kind import Answers, OrderForm, OrderKind, Row, item
from contracts.orders.placing import rows_as_json
from contracts.orders.products import new_product
from contracts.orders.quotes import Quote, quote_for
from contracts.orders.referral_field import ReferralCodeField
from contracts.orders.situation import GONE, Situation
from contracts.orders.undoing import Undoable, note_new_product
from contracts.rules.supply import Place, is_supplied
from portal.lib.periods import add_months
from portal.lib.working_days import is_working_day
from portal.shell.formats import day_text

from .offers_by_term import offers_by_term

MONTHS_AHEAD = 6
POSTCODE = re.compile(r"[0-9]{5}")
NUMBER = re.compile(r"0[1-9][0-9 /-]{4,20}")


class NewLineForm(OrderForm):
    """Offer, address, day; a number to bring along and a referral code if there is one."""

    street = forms.CharField(
        label=gettext_lazy("Street and number"),
        help_text=gettext_lazy("Where the line shall be installed. Your contract address is filled in."),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
    )
    postcode = forms.CharField(
        label=gettext_lazy("Postcode"),
        validators=[RegexValidator(rf"\A{POSTCODE.pattern}\Z", gettext_lazy("Please enter five digits."))],
        widget=forms.TextInput(attrs={"autocomplete": "postal-code", "inputmode": "numeric"}),
    )
    town = forms.CharField(
        label=gettext_lazy("Town"),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "address-level2"}),
    )
    wished_on = forms.DateField(
        label=gettext_lazy("Wished day"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    number = forms.CharField(
        label=gettext_lazy("Telephone number to bring along"),
        help_text=gettext_lazy(
            "With area code. Please do not terminate with your present provider: we do that."
        ),
        required=False,
        validators=[
            RegexValidator(
                rf"\A{NUMBER.pattern}\Z",
                gettext_lazy("Please enter the number with its area code, for example 0511 123456."),
            )
        ],
        widget=forms.TextInput(attrs={"autocomplete": "tel-national", "inputmode": "tel"}),
    )
    provider = forms.CharField(label=gettext_lazy("Present provider"), required=False, max_length=100)

    def __init__(self, situation: Situation, *args: Any, **options: Any) -> None:
        super().__init__(situation, *args, **options)
        offers = offers_by_term(lines_for(situation), lambda line: line.price)
        self.fields = {"offering": OfferField(label=_("Your line"), offers=offers), **self.fields}
        self.fields["referral_code"] = ReferralCodeField()
        address = situation.customer.addresses.filter(role=AddressRole.CONTRACT, country="DE").first()
        if address is not None:
            for name in ("street", "postcode", "town"):
                self.fields[name].initial = getattr(address, name)
        kind = NewLine()
        self.fields["wished_on"].help_text = _("From %(first)s to %(last)s. Empty: as soon as possible.") % {
            "first": day_text(kind.first_day(situation)),
            "last": day_text(last_day(situation)),
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        number, provider = cleaned.get("number"), cleaned.get("provider")
        if number and not provider and "provider" not in self.errors:
            self.add_error("provider", _("Please name the provider that has your number at present."))
        if provider and not number and "number" not in self.errors:
            self.add_error("number", _("Please enter the number that you want to bring along."))
        return cleaned


class NewLine(Undoable, OrderKind):
    """A line of its own at one address; its minimum term begins with the activation (§ 56 TKG)."""

    slug = "new-line"
    title = gettext_lazy("New internet line")
    description = gettext_lazy("Order a DSL or fibre line for your address or another one.")
    icon = "wifi"
    families = frozenset({Family.ACCOUNT})
    form_class = NewLineForm
    has_contract_summary = True
    begins_contract = True
    home = ("contracts:products", gettext_lazy("Products"))
    order = 5

    def offered(self, situation: Situation) -> bool:
        return bool(lines_for(situation))

    def refuse(self, situation: Situation, answers: Answers) -> None:
        line_of(situation, answers)
        self._refuse_day(situation, answers)
        self._refuse_place(situation, place_in(answers), self.activation_on(situation, answers))

    def _refuse_place(self, situation: Situation, place: Place, on: date) -> None:
        if not is_supplied(place.postcode, settings.SUPPLY_POSTCODES):
            raise OrderRefused(
                _("We cannot supply lines in %(postcode)s %(town)s yet. Nothing was ordered.")
                % {"postcode": place.postcode, "town": place.town}
            )
        for line in situation.of_family(Family.INTERNET):
            is_over = line.ends_on is not None and line.ends_on < on
            if not is_over and Place(line.street, line.postcode, line.town).key == place.key:
                raise OrderRefused(
                    _(
                        "You have a line at this address already: %(product)s. On its page you can change the "
                        "bandwidth or the product."
                    )
                    % {"product": line.title}
                )

    def _refuse_day(self, situation: Situation, answers: Answers) -> None:
        wished = wished_in(answers)
        if wished is None:
            return
        first, last = self.first_day(situation), last_day(situation)
        if not first <= wished <= last:
            raise OrderRefused(
                _("Please choose a day from %(first)s to %(last)s.")
                % {"first": day_text(first), "last": day_text(last)}
            )
        if not is_working_day(wished, situation.land):
            raise OrderRefused(
                _("On %(day)s, a Sunday or public holiday, no line is installed. Please choose another day.")
                % {"day": day_text(wished)}
            )

    def subject(self, situation: Situation, answers: Answers) -> str:
        """One open order for each address."""
        return f"line:{place_in(answers).key}"[:200]

    def first_day(self, situation: Situation) -> date:
        """The earliest day, by the lead time."""
        return super().activation_on(situation, {})

    def activation_on(self, situation: Situation, answers: Answers) -> date:
        return wished_in(answers) or self.first_day(situation)

    def quote(self, situation: Situation, answers: Answers) -> Quote:
        line = line_of(situation, answers)
        return quote_for(
            line.price,
            activation_on=self.activation_on(situation, answers),
            fee=self.fee(situation),
            term=line.term,
        )

    def target(self, situation: Situation, answers: Answers) -> Offering | None:
        return line_of(situation, answers)

    def name(self, situation: Situation, answers: Answers) -> str:
        return _("New line: %(line)s") % {"line": line_of(situation, answers).name}

    def summary(self, situation: Situation, answers: Answers) -> list[Row]:
        rows = [
            Row(_("Line"), str(line_of(situation, answers).name)),
            Row(_("Installed at"), str(place_in(answers))),
        ]
        if answers.get("number"):
            rows.append(Row(_("Number brought along"), str(answers["number"])))
            rows.append(Row(_("Present provider"), str(answers["provider"])))
        if answers.get("referral_code"):
            rows.append(Row(_("Referral code"), str(answers["referral_code"])))
        return rows

    def notes(self, situation: Situation, answers: Answers) -> list[str]:
        told = [_("A technician comes to your home. We agree on a time with you beforehand.")]
        if answers.get("number"):
            told.append(
                _(
                    "We ask %(provider)s to hand over your number and to end your contract there. Please do not "
                    "terminate it yourself. Bringing a number along is free of charge."
                )
                % {"provider": answers["provider"]}
            )
        return told

    def to_carrier(self, order: Order, product: Product) -> tuple[dict[str, Any], ...]:
        wanted = {name: value for name, value in order.answers.items() if name != "offering" and value}
        return (item("add", product, wanted, offering=order.answers["offering"]),)

    def complete(self, order: Order, product: Product, agreed: Agreed, *, now: datetime) -> None:
        offering = agreed.catalogue.offerings[order.answers["offering"]]
        line = new_product(order, offering, now=now)
        place = place_in(order.answers)
        line.street, line.postcode, line.town = place.street, place.postcode, place.town
        line.save(update_fields=["street", "postcode", "town"])
        note_new_product(order, line)
        if offering.characteristics.get("dial_in"):
            access = DialInAccess.objects.create(product=line, username=username_for(order))
            order.results = rows_as_json(lambda: [Row(_("User name for the router"), access.username)])


def lines_for(situation: Situation) -> list[Offering]:
    """The lines this customer can order today, cheapest first."""
    return situation.catalogue.offerings_of(Family.INTERNET, situation.today, audience=situation.audience)


def line_of(situation: Situation, answers: Answers) -> Offering:
    """OrderRefused unless it is a line that is offered today."""
    line = situation.offering_sold(str(answers.get("offering", "")))
    if line.family is not Family.INTERNET:
        raise OrderRefused(GONE)
    return line


def place_in(answers: Answers) -> Place:
    return Place(str(answers["street"]), str(answers["postcode"]), str(answers["town"]))


def wished_in(answers: Answers) -> date | None:
    text = answers.get("wished_on")
    return date.fromisoformat(text) if text else None


def last_day(situation: Situation) -> date:
    """The latest day that can be wished."""
    return add_months(situation.today, MONTHS_AHEAD)


def username_for(order: Order) -> str:
    """The carrier's user name of the dial-in: customer number and order, so that it is unique."""
    return f"{order.customer.number}-{order.number.removeprefix('P-')}"
