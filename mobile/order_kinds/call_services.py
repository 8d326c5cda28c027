"""What the network's services for calls have in common as orders (C8, D9): where they stand, and when they hold."""

from abc import abstractmethod
from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

from contracts.catalogue.items import Family
from contracts.models import Order, Product
from contracts.orders.agreed import Agreed
from contracts.orders.errors import OrderRefused
from contracts.orders.kind import Answers, OrderKind, Row, Words, item
from contracts.orders.situation import Situation
from mobile.models import MobileNumber, ServiceSettings
from mobile.rules.data_packages import has_calls

ON, OFF = "on", "off"  # answers


def settings_of(product: Product) -> ServiceSettings:
    """How the network is set for this number; the defaults, not saved, where nothing was ever changed."""
    return getattr(product, "mobile_services", None) or ServiceSettings(product_id=product.pk)


def number_of(situation: Situation) -> str:
    """The number as people write it; "" while there is none."""
    numbers = MobileNumber.objects.valid_on(situation.today).filter(product=situation.product)
    number = numbers.first()
    return number.national if number else ""


def number_row(situation: Situation) -> Row:
    """Which number is changed."""
    return Row(_("Mobile number"), number_of(situation) or situation.product.title)


def on_off(is_on: bool) -> str:
    return pgettext("mobile service", "switched on") if is_on else pgettext("mobile service", "switched off")


def on_off_choices() -> list[tuple[str, Words]]:
    """For radio buttons."""
    return [
        (ON, pgettext_lazy("mobile service", "switched on")),
        (OFF, pgettext_lazy("mobile service", "switched off")),
    ]


class CallService(OrderKind):
    """One service of a mobile number: a few columns of ServiceSettings and the day from which they hold.

    Every kind says itself what it changes, why nothing would change, and why a card for data only has no use
    for it.
    """

    families = frozenset({Family.MOBILE})
    unchanged: ClassVar[Words]  # refuses answers that say what holds already
    for_calls_only: ClassVar[Words]  # tells owners of a card for data only why this is not there
    since: ClassVar[str]  # the column with the first day of the setting

    @abstractmethod
    def columns(self, settings: ServiceSettings, answers: Answers) -> dict[str, Any]:
        """The columns of ServiceSettings as the answers want them."""

    @abstractmethod
    def characteristics(self, answers: Answers) -> Mapping[str, Any]:
        """The same in the carrier's words (TMF637)."""

    def offered(self, situation: Situation) -> bool:
        return situation.product.is_running and has_calls(situation.offering)

    def why_not(self, situation: Situation) -> str:
        return "" if has_calls(situation.offering) else str(self.for_calls_only)

    def refuse(self, situation: Situation, answers: Answers) -> None:
        settings = settings_of(situation.product)
        wanted = self.columns(settings, answers)
        if all(getattr(settings, name) == value for name, value in wanted.items()):
            raise OrderRefused(str(self.unchanged))

    def subject(self, situation: Situation, answers: Answers) -> str:
        return self.slug

    def to_carrier(self, order: Order, product: Product) -> tuple[dict[str, Any], ...]:
        return (item("modify", product, self.characteristics(order.answers)),)

    def complete(self, order: Order, product: Product, agreed: Agreed, *, now: datetime) -> None:
        wanted = self.columns(settings_of(product), order.answers)
        ServiceSettings.objects.update_or_create(product=product, defaults={**wanted, self.since: agreed.on})
