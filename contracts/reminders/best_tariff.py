"""The yearly mail about the best tariff (L6, § 57 (3) TKG): once per customer and calendar year."""

import logging
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import islice

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import translation

from accounts.models import Customer, CustomerKind
from contracts.catalogue.items import Catalogue
from contracts.contract_data import TELECOM, ContractData, contract_data_of
from contracts.models import Product, ProductStatus
from portal.lib.periods import berlin_day
from portal.outbox.links import absolute_url
from portal.outbox.mail import Letter, enqueue_many
from portal.outbox.models import OutgoingMail
from portal.shell.formats import money_text

from .recipients import Recipient, owner_of, recipients_of
from .rules import Advice, best_tariff, is_year_day_over

log = logging.getLogger(__name__)
KIND = "best_tariff"
BATCH = 200


@dataclass(frozen=True)
class Line:
    """What the mail says about one product, in words of its language."""

    contract: ContractData
    url: str  # where it is changed
    monthly: str
    better: str  # "" when there is none
    better_monthly: str
    saving: str
    minimum_months: int


def tell_best_tariffs(*, catalogue: Catalogue, now: datetime) -> int:
    """Write the yearly mail to each consumer whose oldest telecommunications contract had its yearly day.

    Returns how many are new. Products that this catalogue does not know cannot be compared and are left out. Call
    it outside a transaction: every batch is committed by itself.
    """
    today = berlin_day(now)
    written = 0
    for owner_ids in _owners():
        by_owner = _products(_untold(owner_ids, today.year), catalogue, today)
        written += enqueue_many(KIND, _letters(by_owner, catalogue, today, now), now=now, batch=BATCH)
    if written:
        log.info("told %d customers of the best tariff", written)
    return written


def once_key(customer_id: int, year: int) -> str:
    return f"{KIND}:{customer_id}:{year}"


def _owners() -> Iterator[list[int]]:
    """Consumers who can be told, in batches: however many there are, few are in memory."""
    ids = Customer.objects.filter(kind=CustomerKind.PRIVATE, merged_into=None).order_by("pk")
    found = ids.values_list("pk", flat=True).iterator()
    while batch := list(islice(found, BATCH)):
        yield batch


def _untold(owner_ids: list[int], year: int) -> set[int]:
    """Those without this year's mail; the unique key decides in the end."""
    keys = {once_key(pk, year): pk for pk in owner_ids}
    used = OutgoingMail.objects.filter(once_key__in=keys).values_list("once_key", flat=True)
    return set(keys.values()) - {keys[str(key)] for key in used}


def _products(owner_ids: set[int], catalogue: Catalogue, today: date) -> dict[Customer, list[Product]]:
    """Running telecommunications that can be compared, of those owners whose yearly day has come."""
    running = (
        Product.objects.running()
        .exclude(status=ProductStatus.PENDING_TERMINATE)
        .filter(Q(customer__in=owner_ids) | Q(customer__merged_into__in=owner_ids))
        .filter(family__in=TELECOM, offering__in=catalogue.offerings)
        .select_related("customer__merged_into")
        .order_by("customer_id", "id")
    )
    found: dict[Customer, list[Product]] = defaultdict(list)
    for product in running:
        found[owner_of(product.customer)].append(product)
    return {
        owner: products
        for owner, products in found.items()
        if any(p.started_on and is_year_day_over(p.started_on, today) for p in products)
    }


def _letters(
    products_of: dict[Customer, list[Product]], catalogue: Catalogue, today: date, now: datetime
) -> Iterator[Letter]:
    told = recipients_of({owner.pk for owner in products_of}, now=now)
    for owner, products in products_of.items():
        recipient = told.get(owner.pk)
        if recipient is not None:
            yield _letter(owner, products, recipient, catalogue, today)


def _letter(
    owner: Customer, products: list[Product], recipient: Recipient, catalogue: Catalogue, today: date
) -> Letter:
    with translation.override(recipient.language):
        lines = [_line(product, _advice(product, catalogue, today), today) for product in products]
    return Letter(
        to=recipient.email,
        language=recipient.language,
        context={
            "name": owner.name,
            "lines": lines,
            "is_best": not any(line.better for line in lines),
            "provider_change_url": settings.PROVIDER_CHANGE_URL,
            "url": absolute_url(reverse("contracts:products")),
        },
        customer_id=owner.pk,
        login_id=recipient.login_id,
        once_key=once_key(owner.pk, today.year),
    )


def _advice(product: Product, catalogue: Catalogue, today: date) -> Advice:
    owned = catalogue.offerings[product.offering]
    sold = catalogue.offerings_of(owned.family, today, audience=CustomerKind.PRIVATE)
    return best_tariff(owned, Decimal(product.monthly_price), sold, audience=CustomerKind.PRIVATE)


def _line(product: Product, advice: Advice, today: date) -> Line:
    better = advice.better
    return Line(
        contract=contract_data_of(product, today),
        url=absolute_url(reverse("contracts:product", args=[product.pk])),
        monthly=money_text(product.monthly_price),
        better=str(better.name) if better else "",
        better_monthly=money_text(better.price.monthly) if better else "",
        saving=money_text(advice.saving) if better else "",
        minimum_months=better.term.minimum_months if better else 0,
    )
