"""A mobile contract as pages show it: number, cards, allowances, barriers, and what to do next (D1, D3, D7, D8)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.urls import reverse

from contracts.catalogue.items import Family, Offering, Option
from contracts.holdings import BADGES
from contracts.models import OptionRole, Order, Product, ProductOption, ProductStatus
from contracts.models.inventory import OVER, RUNNING
from contracts.orders.errors import OrderRefused
from contracts.orders.offers import Change, changes_for
from contracts.orders.situation import Situation, situations_of
from mobile import queries
from mobile.allowances import ORDER, Allowance, allowance_of
from mobile.changes import ChangeGroup, grouped
from mobile.models import MobileNumber, ServiceSettings, SimCard
from mobile.plans import Fact, plan_facts, throttle_kbit
from mobile.rules import own_network
from mobile.rules.data_packages import has_calls, volume_warning
from mobile.rules.sims import puk_fault
from mobile.rules.usage import no_carry_over
from mobile.sim_looks import CardLook
from portal.access.access import Access


@dataclass(frozen=True)
class MobileLine:
    """One contract on `today`, loaded by `lines_of`. `situation` is None as long as no catalogue is in force."""

    product: Product
    situation: Situation | None
    access: Access
    today: date

    @property
    def badge(self) -> str:
        return BADGES.get(ProductStatus(self.product.status), "")

    @property
    def is_over(self) -> bool:
        return self.product.status in OVER

    @property
    def offering(self) -> Offering | None:
        return self.situation.offering if self.situation is not None else None

    @property
    def open_orders(self) -> tuple[Order, ...]:
        return self.situation.open_orders if self.situation is not None else ()

    # Number

    @cached_property
    def numbers(self) -> list[MobileNumber]:
        """Those it had, has and will have, oldest first."""
        return list(self.product.mobile_numbers.all())

    @cached_property
    def number(self) -> MobileNumber | None:
        """The number of today."""
        return next(
            (row for row in self.numbers if row.valid_from <= self.today and not self._ended(row)), None
        )

    @cached_property
    def coming_number(self) -> MobileNumber | None:
        """The number of an announced port."""
        return next((row for row in self.numbers if row.valid_from > self.today), None)

    @property
    def past_numbers(self) -> list[MobileNumber]:
        return [row for row in self.numbers if self._ended(row)]

    @cached_property
    def title(self) -> str:
        """What customers call it: the number, before there is one the plan."""
        row = self.number or self.coming_number
        return row.national if row is not None else self.product.title

    def _ended(self, row: MobileNumber | ProductOption) -> bool:
        return row.valid_to is not None and row.valid_to <= self.today

    # Cards

    @cached_property
    def cards(self) -> list[CardLook]:
        """The cards that customers still deal with."""
        return [CardLook(card, self._codes_url(card)) for card in self._all_cards if not _is_replaced(card)]

    def _codes_url(self, card: SimCard) -> str:
        if not self.access.may_change or puk_fault(card.state, is_known=bool(card.puk_sealed)):
            return ""
        return reverse("sim:pin_puk", args=[self.product.pk, card.pk])

    @property
    def old_cards(self) -> list[SimCard]:
        return [card for card in self._all_cards if _is_replaced(card)]

    @property
    def is_multicard(self) -> bool:
        return len([look for look in self.cards if look.card.is_living]) > 1

    @cached_property
    def _all_cards(self) -> list[SimCard]:
        return list(self.product.sims.all())

    # Plan, options, barriers

    @cached_property
    def options(self) -> list[ProductOption]:
        """Options that hold today or are to come."""
        return self._with(OptionRole.OPTION)

    @cached_property
    def barriers(self) -> list[ProductOption]:
        return self._with(OptionRole.BARRIER)

    @cached_property
    def held_options(self) -> list[Option]:
        """The catalogue's entries of the options that hold today."""
        if self.situation is None:
            return []
        known = self.situation.catalogue.options
        codes = [row.code for row in self.options if row.valid_from <= self.today]
        return [known[code] for code in codes if code in known]

    @property
    def has_calls(self) -> bool:
        return has_calls(self.offering)

    @cached_property
    def facts(self) -> list[Fact]:
        return plan_facts(self.offering, self.held_options) if self.offering is not None else []

    @cached_property
    def plan_remarks(self) -> list[str]:
        """What to know of the plan: which calls are free, and that volume can become expensive."""
        if self.offering is None or self.situation is None:
            return []
        owned = [Family(product.family) for product in self.situation.owned]
        sentences = [own_network.mobile_to_fixed_meaning(self.offering)] if not self._has_flat_rate else []
        sentences.append(volume_warning(self.offering, self.held_options))
        for option in self.held_options:
            meaning = own_network.fixed_to_mobile_meaning(option, owned)
            sentences.append(f"{option.name}: {meaning}" if meaning else "")
        return [sentence for sentence in sentences if sentence]

    @property
    def _has_flat_rate(self) -> bool:
        return self.offering is not None and bool(self.offering.characteristics.get("flat_voice"))

    def _with(self, role: OptionRole) -> list[ProductOption]:
        rows: Iterable[ProductOption] = (
            self.situation.options if self.situation is not None else self.product.options.all()
        )
        return [row for row in rows if row.role == role and not self._ended(row)]

    # Usage

    @cached_property
    def usage(self) -> list[Allowance]:
        """All counters that were loaded, newest period first, in it mobile internet first."""
        kbit = throttle_kbit(self.offering, self.held_options)
        found = [allowance_of(counter, self.offering, kbit) for counter in self.product.usage.all()]
        return sorted(found, key=lambda a: (-a.counter.period_start.toordinal(), ORDER.index(a.kind)))

    @cached_property
    def allowances(self) -> list[Allowance]:
        """The counters of the present period."""
        return [a for a in self.usage if a.counter.period_start <= self.today < a.counter.period_end]

    @cached_property
    def usage_as_of(self) -> datetime | None:
        """The date of all present counters, None where they differ: then each of them shows its own."""
        dates = {allowance.counter.as_of for allowance in self.allowances}
        return dates.pop() if len(dates) == 1 else None

    @cached_property
    def no_carry_over(self) -> str:
        """That unused allowance expires; "" where there is none."""
        limited = [allowance for allowance in self.allowances if allowance.is_limited]
        return no_carry_over(limited[0].counter.period_end) if limited else ""

    # Settings

    @property
    def settings(self) -> ServiceSettings:
        """What is set for the number, or the defaults, not saved."""
        found: ServiceSettings | None = getattr(self.product, "mobile_services", None)
        return found or ServiceSettings(product_id=self.product.pk)

    @property
    def wants_notices(self) -> bool:
        """Mails at 80 % and 100 %; no row means yes."""
        choice = getattr(self.product, "usage_notice_choice", None)
        return bool(choice is None or choice.usage_notices)

    # Changes

    @cached_property
    def changes(self) -> list[Change]:
        """What this login may order for the contract."""
        return changes_for(self.situation, self.access) if self.situation is not None else []

    @cached_property
    def groups(self) -> list[ChangeGroup]:
        return grouped(self.changes)

    def change(self, slug: str) -> Change | None:
        """Where to order this kind; None where it is not offered, and for those who only read."""
        return next((change for change in self.changes if change.kind.slug == slug), None)


def lines_of(
    access: Access, *, today: date, only: int | None = None, cards: bool = True, months: int = 1
) -> list[MobileLine]:
    """The mobile contracts of the customer, or the one with the key `only`; those that are over stand last.

    Seven queries however many there are, one less without `cards`. `months`: how many periods of usage; 0: none.
    """
    everything = queries.products_of(access)
    products = queries.mobile_among(everything)
    if only is not None:
        products = [product for product in products if product.pk == only]
    if not products:
        return []
    if cards:
        queries.add_cards(products)
    queries.add_numbers(products)
    if months:
        queries.add_usage(products, today=today, months=months)
    owned = [product for product in everything if product.status in RUNNING]
    found = [
        MobileLine(
            product,
            situation,
            access,
            today,
        )
        for product, situation in zip(products, _situations(products, owned, access, today), strict=True)
    ]
    return sorted(found, key=lambda line: line.is_over)


def line_of(
    access: Access, product_id: int, *, today: date, cards: bool = True, months: int = 1
) -> MobileLine | None:
    """One contract of the customer; None for what is no mobile contract of theirs."""
    lines = lines_of(access, today=today, only=product_id, cards=cards, months=months)
    return lines[0] if lines else None


def _situations(
    products: list[Product], owned: list[Product], access: Access, today: date
) -> list[Situation | None]:
    try:
        return list(situations_of(products, today=today, customer_ids=access.customer_ids, owned=owned))
    except OrderRefused:  # no catalogue is in force
        return [None] * len(products)


def _is_replaced(card: SimCard) -> bool:
    return card.state == "replaced"
