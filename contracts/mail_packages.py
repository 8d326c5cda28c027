"""The e-mail addresses of a customer as their page shows them: package by package, with what can be ordered (B5).

Six queries, however many packages and addresses there are.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from contracts.catalogue.items import Family, Text
from contracts.kinds.mail_lines import ADD_ADDRESS, included, most, used
from contracts.kinds.online_storage import present_size
from contracts.models import Mailbox, Product, ProductOption
from contracts.orders.errors import OrderRefused
from contracts.orders.offers import Change, changes_for
from contracts.orders.situation import Situation, situations_of
from portal.access.access import Access


@dataclass(frozen=True)
class AddressRow:
    """One mailbox of the list."""

    product: Product
    mailbox: Mailbox | None
    tier: str
    storage: ProductOption | None
    changes: tuple[Change, ...]

    @property
    def address(self) -> str:
        return self.mailbox.address if self.mailbox else self.product.title

    @property
    def sends_sms(self) -> bool:
        return self.mailbox is not None and self.mailbox.sends_sms

    @property
    def password_changed_at(self) -> datetime | None:
        return self.mailbox.password_changed_at if self.mailbox else None


@dataclass(frozen=True)
class MailPackage:
    """A package with its addresses; without `product` those that belong to none."""

    product: Product | None
    rows: tuple[AddressRow, ...]
    changes: tuple[Change, ...] = ()  # of the package, without the further address
    add: Change | None = None
    ordered: tuple[str, ...] = ()  # addresses on their way
    used: int = 0
    included: int = 0
    most: int = 0

    @property
    def is_full(self) -> bool:
        return self.used >= self.most


def packages_of(access: Access, *, today: date) -> list[MailPackage]:
    """Every running package and mailbox of the customers `access` stands for. Without a catalogue nothing can be
    changed, and the addresses are shown all the same."""
    visible = Product.objects.visible_to(access).running().filter(family__in=(Family.MAIL, Family.MAILBOX))
    products = list(visible.select_related("customer", "mailbox").order_by("label", "pk"))
    if not products:
        return []
    situations = _situations(products, access, today)
    packages = [product for product in products if product.family == Family.MAIL]
    known = {package.pk for package in packages}
    rows: dict[int | None, list[AddressRow]] = defaultdict(list)
    for product in products:
        if product.family == Family.MAILBOX:
            parent = product.parent_id if product.parent_id in known else None
            rows[parent].append(_row(product, situations.get(product.pk), access))
    found = [_package(one, situations.get(one.pk), rows[one.pk], access) for one in packages]
    return [*found, MailPackage(None, tuple(rows[None]))] if rows[None] else found


def _situations(products: Sequence[Product], access: Access, today: date) -> dict[int, Situation]:
    try:
        loaded = situations_of(products, today=today, customer_ids=access.customer_ids)
    except OrderRefused:
        return {}
    return {situation.product.pk: situation for situation in loaded}


def _row(product: Product, situation: Situation | None, access: Access) -> AddressRow:
    offering = situation.offering if situation else None
    return AddressRow(
        product=product,
        mailbox=getattr(product, "mailbox", None),
        tier=str(offering.name if offering else Text.of(product.name)),
        storage=present_size(situation) if situation else None,
        changes=tuple(changes_for(situation, access)) if situation else (),
    )


def _package(
    product: Product, situation: Situation | None, rows: Sequence[AddressRow], access: Access
) -> MailPackage:
    if situation is None:
        return MailPackage(product, tuple(rows))
    changes = changes_for(situation, access)
    ordered = [order for order in situation.open_orders if order.kind == ADD_ADDRESS]
    return MailPackage(
        product=product,
        rows=tuple(rows),
        changes=tuple(change for change in changes if change.kind.slug != ADD_ADDRESS),
        add=next((change for change in changes if change.kind.slug == ADD_ADDRESS), None),
        ordered=tuple(f"{order.answers['local_part']}@{order.answers['domain']}" for order in ordered),
        used=used(situation),
        included=included(situation.offering),
        most=most(situation.offering),
    )
