"""A further telephone number of a fixed line; the carrier chooses it (C8)."""

import re
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.catalogue.items import FREE, Family, Offering, Price
from contracts.models import Order, PhoneNumber, Product
from contracts.orders.agreed import Agreed
from contracts.orders.errors import OrderRefused
from contracts.orders.fields import price_text
from contracts.orders.kind import Answers, OrderForm, OrderKind, Row, item
from contracts.orders.placing import in_both
from contracts.orders.quotes import Quote, quote_for
from contracts.orders.situation import Situation
from portal.lib.periods import berlin_day
from portal.lib.phone_numbers import national

PHONE_NUMBER = re.compile(r"\+?[0-9][0-9 /()-]{2,28}")  # as customers write it, like the carrier's feed
AREA_CODE = re.compile(r"0[1-9][0-9]{1,4}(?=[ /-])")


class NumberForm(OrderForm):
    """Nothing to choose: the form says how many there are and what the next one costs."""

    @cached_property
    def count(self) -> int:
        return len(numbers_of(self.situation.product, self.situation.today))

    @property
    def most(self) -> int:
        return most_numbers(self.situation)

    @property
    def price(self) -> str:
        return price_text(price_of_next(self.situation, self.count))


class AdditionalNumber(OrderKind):
    """The next number of the line. No wish numbers; the product's catalogue entry says how many are possible."""

    slug = "additional-number"
    title = gettext_lazy("Add a telephone number")
    description = gettext_lazy("You get one more number of your area. It is assigned, it cannot be chosen.")
    icon = "phone"
    families = frozenset({Family.TELEPHONY})
    form_class = NumberForm
    template = "contracts/orders/next_number.html"
    order = 40

    def offered(self, situation: Situation) -> bool:
        return situation.product.is_running and most_numbers(situation) > 0

    def refuse(self, situation: Situation, answers: Answers) -> None:
        most = most_numbers(situation)
        if len(numbers_of(situation.product, situation.today)) >= most:
            raise OrderRefused(
                _("Your product has all its %(most)d numbers already. A larger product can have more.")
                % {"most": most}
            )

    def subject(self, situation: Situation, answers: Answers) -> str:
        return "number"

    def quote(self, situation: Situation, answers: Answers) -> Quote:
        return quote_for(
            price_of_next(situation, len(numbers_of(situation.product, situation.today))),
            activation_on=self.activation_on(situation, answers),
            fee=self.fee(situation),
        )

    def summary(self, situation: Situation, answers: Answers) -> list[Row]:
        area_code = area_code_of(situation.product, situation.today)
        return [
            Row(_("Product"), situation.product.title),
            Row(_("Numbers so far"), str(len(numbers_of(situation.product, situation.today)))),
            Row(
                _("New number"), _("from area %(code)s") % {"code": area_code} if area_code else _("one more")
            ),
        ]

    def notes(self, situation: Situation, answers: Answers) -> list[str]:
        return [_("We tell you the number as soon as it is assigned. It cannot be chosen.")]

    def to_carrier(self, order: Order, product: Product) -> tuple[dict[str, Any], ...]:
        area_code = area_code_of(product, berlin_day(order.placed_at))
        wishes = {"areaCode": area_code} if area_code else {}
        return (item("modify", product, {"additionalNumbers": 1, **wishes}),)

    def complete(self, order: Order, product: Product, agreed: Agreed, *, now: datetime) -> None:
        """Stores the number that the carrier named. If it named none, its next feed brings the number.

        IntegrityError when the number is somebody else's: the order waits for staff then.
        """
        number = order.carrier_assigned.get("phoneNumber", "")
        if PHONE_NUMBER.fullmatch(number):
            PhoneNumber.objects.get_or_create(
                product=product, number=number, valid_to=None, defaults={"valid_from": agreed.on}
            )
        else:
            number = ""
        product.monthly_price += agreed.quote.monthly
        product.save(update_fields=["monthly_price"])
        order.results = [
            {
                "label": in_both(lambda: _("Your new number")),
                "value": in_both(
                    lambda: national(number) or _("stands with your product as soon as it is reported")
                ),
            }
        ]


def numbers_of(product: Product, day: date) -> list[PhoneNumber]:
    """The numbers that the product has on that day or later."""
    return list(product.numbers.filter(Q(valid_to=None) | Q(valid_to__gt=day)))


def most_numbers(situation: Situation) -> int:
    """How many numbers the product can have; 0 where its catalogue entry does not say."""
    return situation.offering.number("numbers_max") if situation.offering else 0


def price_of_next(situation: Situation, count: int) -> Price:
    """What one number costs beside `count` others: nothing while the price of the product includes it."""
    offering = situation.offering
    if offering is None:
        return Price(FREE)
    return Price() if count < offering.number("numbers_included") else offering.additional_price


def price_of_all(offering: Offering, count: int) -> Decimal:
    """What so many numbers cost a month with this offering, beyond those it includes."""
    return offering.additional_price.monthly * max(0, count - offering.number("numbers_included"))


def area_code_of(product: Product, day: date) -> str:
    """`0511` of `0511 123456` or `0511123456`; "" where no number tells it."""
    found = (AREA_CODE.match(national(row.number)) for row in numbers_of(product, day))
    return next((match[0] for match in found if match), "")
