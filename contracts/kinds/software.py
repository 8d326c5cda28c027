"""Software by licence: a new contract on the customer number, or another size of a security program (C8)."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from contracts.catalogue.items import Catalogue, Family, Offering, Price
from contracts.models import Order, Product
from contracts.models.inventory import RUNNING
from contracts.orders.agreed import Agreed
from contracts.orders.errors import OrderRefused
from contracts.orders.fields import Offer, OfferField
from contracts.orders.kind import Answers, OrderForm, OrderKind, Row, item
from contracts.orders.placing import rows_as_json
from contracts.orders.products import change_offering, new_product
from contracts.orders.quotes import Quote, quote_for
from contracts.orders.situation import GONE, Situation
from portal.shell.formats import day_text

SUITES = "security"  # the line of which a customer has one at a time: two on one device hinder each other
LICENCE_KEY = gettext_lazy("You get the licence key in a mail of its own; it does not appear here.")


class SoftwareForm(OrderForm):
    """Product, number of licences, terms."""

    def __init__(self, situation: Situation, *args: Any, **options: Any) -> None:
        super().__init__(situation, *args, **options)
        offers = [Offer.of(offering, offering.price) for offering in sold_software(situation)]
        self.fields["offering"] = OfferField(label=_("Software"), offers=offers)
        self.fields["quantity"] = forms.IntegerField(
            label=_("Number of licences"),
            help_text=_("The price stands for one licence."),
            min_value=1,
            initial=1,
            widget=forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
            error_messages={
                "required": _("Please enter how many licences you need."),
                "invalid": _("Please enter a whole number."),
                "min_value": _("At least one licence is needed."),
            },
        )
        self.fields["terms"] = forms.BooleanField(
            label=_("I accept the licence terms of the software."),
            error_messages={"required": _("The software can be ordered only with its licence terms.")},
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        new = self.situation.catalogue.offerings.get(cleaned.get("offering", ""))
        present = suite_replaced(self.situation, new) if new else None
        return cleaned | {"replaces": present.pk if present else None}


class SoftwareOrder(OrderKind):
    """The licence key comes from the carrier, by mail: the portal never sees it."""

    slug = "software"
    title = gettext_lazy("Order software")
    description = gettext_lazy("Security, backup and office programs, billed with your telephone bill.")
    icon = "shield-check"
    families = frozenset({Family.ACCOUNT})
    form_class = SoftwareForm
    begins_contract = True
    home = ("contracts:products", gettext_lazy("Products"))
    order = 60

    def offered(self, situation: Situation) -> bool:
        return bool(sold_software(situation))

    def refuse(self, situation: Situation, answers: Answers) -> None:
        new = situation.offering_sold(answers["offering"])
        if answers["quantity"] > most_licences(new):
            raise OrderRefused(
                ngettext(
                    "Of “%(software)s” you can order %(most)d licence at most.",
                    "Of “%(software)s” you can order %(most)d licences at most.",
                    most_licences(new),
                )
                % {"software": new.name, "most": most_licences(new)}
            )
        present = suite_replaced(situation, new)
        if (present.pk if present else None) != answers["replaces"]:
            raise OrderRefused(str(GONE))  # it began or ended since the form was filled in
        if present is not None:
            self._refuse_suite(situation, answers, present, new)

    def _refuse_suite(self, situation: Situation, answers: Answers, present: Product, new: Offering) -> None:
        """A second suite is no order; another size of the present one is a change."""
        old = situation.catalogue.offerings[present.offering]
        if new.code == old.code or not may_become(old, new):
            raise OrderRefused(
                _(
                    "You have “%(software)s” already. Two security programs hinder each other on one device."
                    " Please choose another size to change yours."
                )
                % {"software": old.name}
            )
        end = present.minimum_term_ends_on
        if (
            end is not None
            and end >= self.activation_on(situation, answers)
            and new.price.monthly * answers["quantity"] < present.monthly_price
        ):
            raise OrderRefused(
                _("A smaller security program is possible after the end of your minimum term on %(day)s.")
                % {"day": day_text(end)}
            )

    def subject(self, situation: Situation, answers: Answers) -> str:
        new = situation.offering_sold(answers["offering"])
        return f"software:{new.line if new.line == SUITES else new.code}"

    def quote(self, situation: Situation, answers: Answers) -> Quote:
        new = situation.offering_sold(answers["offering"])
        present = suite_replaced(situation, new)
        return quote_for(
            Price(new.price.monthly * answers["quantity"], new.price.one_off * answers["quantity"]),
            activation_on=self.activation_on(situation, answers),
            replaces=present.monthly_price if present else Price().monthly,
            fee=self.fee(situation),
            term=new.term,
        )

    def name(self, situation: Situation, answers: Answers) -> str:
        return str(situation.offering_sold(answers["offering"]).name)

    def summary(self, situation: Situation, answers: Answers) -> list[Row]:
        new = situation.offering_sold(answers["offering"])
        present = suite_replaced(situation, new)
        rows = [Row(_("So far"), present.title)] if present else []
        rows += [Row(_("Software"), str(new.name)), Row(_("Licences"), str(answers["quantity"]))]
        if devices := new.number("devices"):
            rows.append(Row(_("Devices for each licence"), str(devices)))
        return [*rows, Row(_("Licence terms"), _("accepted"))]

    def notes(self, situation: Situation, answers: Answers) -> list[str]:
        new = situation.offering_sold(answers["offering"])
        present = suite_replaced(situation, new)
        found = [str(LICENCE_KEY)]
        if present is not None:
            found.insert(0, _("“%(software)s” is replaced.") % {"software": present.title})
        return found

    def target(self, situation: Situation, answers: Answers) -> Offering | None:
        return situation.offering_sold(answers["offering"])

    def to_carrier(self, order: Order, product: Product) -> tuple[dict[str, Any], ...]:
        code, facts = order.answers["offering"], {"quantity": order.answers["quantity"]}
        present = Product.objects.filter(pk=order.answers["replaces"]).first()
        if present is not None:
            return (item("modify", present, facts, offering=code),)
        return (item("add", product, facts, offering=code),)

    def complete(self, order: Order, product: Product, agreed: Agreed, *, now: datetime) -> None:
        new = agreed.catalogue.offerings[order.answers["offering"]]
        suites = Product.objects.select_for_update().filter(pk=order.answers["replaces"], status__in=RUNNING)
        present = suites.first()
        if present is not None:
            change_offering(present, new, agreed.quote)
            present.quantity = order.answers["quantity"]
            present.save(update_fields=["quantity"])
        else:
            new_product(order, new, now=now, quantity=order.answers["quantity"])
        order.results = rows_as_json(lambda: [Row(_("Licence key"), str(LICENCE_KEY))])


def sold_software(situation: Situation) -> list[Offering]:
    """What of this family the customer may order today, in the order of the price list: sizes stand together."""
    catalogue = situation.catalogue
    sold = catalogue.offerings_of(Family.SOFTWARE, situation.today, audience=situation.audience)
    codes = list(catalogue.offerings)
    return sorted(sold, key=lambda offering: codes.index(offering.code))


def most_licences(offering: Offering) -> int:
    """How many licences one order may have; one where the catalogue does not say."""
    return max(1, offering.number("quantity_max"))


def may_become(old: Offering, new: Offering) -> bool:
    """Is the new suite another size of the old one, or does the catalogue lead there?"""
    return (old.line == new.line and old.code != new.code) or new.code in old.changes_to


def is_suite(offering: Offering | None, catalogue: Catalogue) -> bool:
    """A security program: of the line, or an older one that is changed into it."""
    if offering is None:
        return False
    return offering.line == SUITES or any(
        catalogue.offerings[code].line == SUITES
        for code in offering.changes_to
        if code in catalogue.offerings
    )


def suite_replaced(situation: Situation, new: Offering) -> Product | None:
    """The security program in whose place a new one comes; None for other software."""
    if new.line != SUITES:
        return None
    known = situation.catalogue.offerings
    software = situation.of_family(Family.SOFTWARE)
    return next((p for p in software if is_suite(known.get(p.offering), situation.catalogue)), None)
