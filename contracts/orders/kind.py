"""What a kind of order is: one class with its own form, rules, price, lead time and effect (architecture, wall 2)."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar, TypeAlias

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from contracts.catalogue.items import FREE, Family, Offering, Price
from contracts.models import Order, Product

from .agreed import Agreed
from .quotes import Quote, activation_day, quote_for
from .situation import Situation

Answers: TypeAlias = Mapping[str, Any]  # what was chosen, ready for JSON; never a secret
Words: TypeAlias = str | Promise


@dataclass(frozen=True)
class Row:
    """One line of the check page: what was chosen, in the active language."""

    label: str
    value: str


class OrderForm(forms.Form):
    """Base of the forms of all kinds: built for one situation."""

    def __init__(self, situation: Situation, data: QueryDict | None = None, **options: Any) -> None:
        self.situation = situation
        super().__init__(data, **options)


class OrderKind(ABC):
    """A change that customers can order. Instances hold no state; `slug` is address, catalogue code and row.

    Texts are written with gettext: the engine asks for them once per language and keeps both. Everything but
    `complete` is pure on the situation.
    """

    slug: ClassVar[str]
    title: ClassVar[Words]  # on the product's page: "Change bandwidth"
    description: ClassVar[Words]
    icon: ClassVar[str] = "pencil"
    families: ClassVar[frozenset[Family]]
    form_class: ClassVar[type[OrderForm]]
    template: ClassVar[str] = "contracts/orders/fields.html"  # the fields of the form
    secret_fields: ClassVar[tuple[str, ...]] = ()  # go to the carrier sealed, and nowhere else (C14)
    fresh_proof: ClassVar[bool] = False  # asks for the password again (A14)
    has_contract_summary: ClassVar[bool] = False  # consumers get one before they order (§ 54 TKG)
    begins_contract: ClassVar[bool] = False  # ordered on the account: the list of products shows the way
    goes_to_carrier: ClassVar[bool] = True  # False: done as soon as it is placed
    is_cancellable: ClassVar[bool] = True
    button: ClassVar[Words] = (
        ""  # where the law words it (§§ 312k, 356a BGB), or of a form without check page
    )
    thanks: ClassVar[Words] = _("Thank you for your order")  # above the confirmation
    placed_mail: ClassVar[str] = "order_placed"  # what is mailed at once
    # The loss block of a SIM card (C2): the form itself orders, so quote and notes must do without answers.
    skips_check: ClassVar[bool] = False
    foot_template: ClassVar[str] = ""  # below the button of such a form
    next_template: ClassVar[str] = "contracts/orders/next.html"  # what happens next, on the confirmation page
    order: ClassVar[int] = 100  # place in the list of changes
    home: ClassVar[tuple[str, Words]] = ("home:start", _("Home"))  # where orders about the account begin

    # What is offered, and what is refused

    def offered(self, situation: Situation) -> bool:
        """Is this change possible for the product at all? Then its page shows it."""
        return True

    def why_not(self, situation: Situation) -> str:
        """A sentence for those who come by a kept address to a change of their product that is not `offered`."""
        return ""

    def is_offered(self, situation: Situation) -> bool:
        """Family, the operator's price list and the kind's own `offered` together."""
        return (
            situation.product.family in self.families
            and situation.service(self.slug) is not None
            and self.offered(situation)
        )

    def refuse(self, situation: Situation, answers: Answers) -> None:  # noqa: B027 (not every kind has rules)
        """Raise OrderRefused when the rules forbid these answers. Asked at the form, at the check page and
        once more when the order is placed."""

    @abstractmethod
    def subject(self, situation: Situation, answers: Answers) -> str:
        """What is changed ("bandwidth", "option:flat"): one open order per product and subject."""

    # Form

    def form(self, situation: Situation, data: QueryDict | None = None, **options: Any) -> OrderForm:
        return self.form_class(situation, data, **options)

    def preset(self, query: QueryDict) -> dict[str, Any]:
        """What a link to the form has chosen beforehand."""
        return {}

    def answers_of(self, form: OrderForm) -> dict[str, Any]:
        """The cleaned form as JSON values, without secrets."""
        return {
            name: _plain(value) for name, value in form.cleaned_data.items() if name not in self.secret_fields
        }

    def secrets_of(self, form: OrderForm) -> dict[str, str]:
        return {name: form.cleaned_data[name] for name in self.secret_fields if form.cleaned_data.get(name)}

    # Price and dates

    def lead_time_days(self, situation: Situation) -> int:
        """Working days until the change holds: the catalogue's."""
        service = situation.service(self.slug)
        return service.lead_time_days if service is not None else 0

    def activation_on(self, situation: Situation, answers: Answers) -> date:
        return activation_day(situation.today, self.lead_time_days(situation), situation.land)

    def fee(self, situation: Situation) -> Any:
        """What this kind of order costs once, by the price list."""
        service = situation.service(self.slug)
        return service.fee if service is not None else FREE

    def quote(self, situation: Situation, answers: Answers) -> Quote:
        """Price and dates of these answers; by default the fee alone."""
        return quote_for(
            Price(), activation_on=self.activation_on(situation, answers), fee=self.fee(situation)
        )

    # Words

    def name(self, situation: Situation, answers: Answers) -> str:
        """The title of the order, in the active language."""
        return str(self.title)

    @abstractmethod
    def summary(self, situation: Situation, answers: Answers) -> list[Row]:
        """What was chosen, for check page, confirmation and mail."""

    def notes(self, situation: Situation, answers: Answers) -> list[str]:
        """What the customer should know before ordering: consequences, what ends, what costs extra."""
        return []

    def target(self, situation: Situation, answers: Answers) -> Offering | None:
        """The offering whose contract summary a consumer gets; None: the product's own."""
        return situation.offering

    # Carrier and effect

    def placed(self, order: Order, secrets: Mapping[str, str], *, now: datetime) -> None:  # noqa: B027
        """What this kind keeps with the order when it is placed: a mandate, a hash of the new password."""

    def must_reach_carrier(self, order: Order) -> bool:
        """Is there something to do for the carrier? Asked after `placed`; if not, the order is done at once."""
        return self.goes_to_carrier

    def to_carrier(self, order: Order, product: Product) -> tuple[dict[str, Any], ...]:
        """The productOrderItems (TMF622). By default one "modify" of the product with the answers."""
        return (item("modify", product, order.answers),)

    @abstractmethod
    def complete(self, order: Order, product: Product, agreed: Agreed, *, now: datetime) -> None:
        """The carrier is done: change our copy. Runs once, in the transaction of the move, with `product` locked.

        What the customer should find in the order's details (a new number, a code) goes into `order.results`;
        what the carrier assigned stands in `order.carrier_assigned`, by the names in portal.carrier.gateway.ASSIGNED,
        or does not: its next feed brings it then.
        """

    def dropped(self, order: Order, *, now: datetime) -> None:  # noqa: B027
        """The order ended without effect: forget what `placed` kept for it. In the transaction of the move."""


def item(action: str, product: Product, characteristics: Answers, *, offering: str = "") -> dict[str, Any]:
    """One TMF622 productOrderItem: `action` add, modify or delete."""
    return {
        "id": "1",
        "action": action,
        "productOffering": {"id": offering or product.offering},
        "product": {
            "id": product.number,
            "productCharacteristic": [
                {"name": name, "value": value} for name, value in characteristics.items()
            ],
        },
    }


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(part) for part in value]
    return value if isinstance(value, bool | int | str | None) else str(value)
