"""Products of the feed into our tables, a batch at a time, inside the file's transaction.

The number of queries does not depend on the size of the batch. The file states the carrier's truth: it also
overwrites what an order changed here meanwhile.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from accounts.models import Customer
from contracts.feed.detail_writing import write_details
from contracts.feed.number_writing import write_numbers
from contracts.feed.option_writing import write_options
from contracts.feed.product_lines import ProductLine
from contracts.models import Product, TvAccess
from portal.carrier.feed import Header, LineFault

Batch = Sequence[tuple[int, ProductLine]]
COLUMNS = [
    "family",
    "offering",
    "name",
    "status",
    "label",
    "street",
    "postcode",
    "town",
    "monthly_price",
    "started_on",
    "minimum_term_ends_on",
    "term",
    "ends_on",
    "quantity",
]


@dataclass(frozen=True)
class Owner:
    """A customer number and the account it belongs to since numbers were merged (H4)."""

    pk: int
    account: int


def write_products(batch: Batch, header: Header, now: datetime) -> list[LineFault]:
    """Create or update the products of `batch`; returns the lines that cannot be written."""
    owners = _owners(batch)
    known = _known(batch)
    adopted = _adopted(batch, known)
    faults = _faults(batch, owners, known)
    faulty = {fault.line for fault in faults}
    sound = [(number, line) for number, line in batch if number not in faulty]
    _renumber(adopted)
    products = _write_products(sound, owners, known, header)
    write_options(sound, products, header)
    faults += write_numbers(sound, products, header)
    faults += write_details(sound, products, header)
    return faults


def _owners(batch: Batch) -> dict[str, Owner]:
    rows = Customer.objects.filter(number__in={line.customer for _, line in batch})
    return {
        number: Owner(pk, merged_into or pk)
        for pk, number, merged_into in rows.values_list("pk", "number", "merged_into_id")
    }


def _known(batch: Batch) -> dict[str, Product]:
    """Products of the batch, their parents, and what orders have brought, as they are now."""
    numbers = {number for _, line in batch for number in (line.number, line.parent, line.order) if number}
    rows = Product.objects.filter(number__in=numbers).select_related("customer").order_by("pk")
    return {product.number: product for product in rows.select_for_update(of=("self",))}


def _adopted(batch: Batch, known: dict[str, Product]) -> list[Product]:
    """Products that were called by their order until the carrier named them; `known` learns the new number."""
    adopted = []
    for _, line in batch:
        if line.order in known and line.number not in known:
            product = known.pop(line.order)
            product.number = line.number
            known[line.number] = product
            adopted.append(product)
    return adopted


def _renumber(adopted: list[Product]) -> None:
    """A PIN is sealed for the number: the file brings it once more, or it is gone."""
    Product.objects.bulk_update(adopted, ["number"])
    if adopted:
        TvAccess.objects.filter(product__in=adopted).delete()


def _faults(batch: Batch, owners: dict[str, Owner], known: dict[str, Product]) -> list[LineFault]:
    faults = []
    accounts = {
        number: product.customer.merged_into_id or product.customer_id for number, product in known.items()
    }
    for number, line in batch:
        owner = owners.get(line.customer)
        if reason := _reason(line, owner, known.get(line.number), accounts):
            faults.append(LineFault(number, reason))
        elif owner is not None:
            accounts.setdefault(line.number, owner.account)  # parts below may name it
    return faults


def _reason(line: ProductLine, owner: Owner | None, before: Product | None, accounts: dict[str, int]) -> str:
    if owner is None:
        return f"Customer {line.customer} is unknown."
    if before is not None and accounts[line.number] != owner.account:
        return f"Product {line.number} belongs to another customer; it cannot be moved."
    if before is not None and before.family != line.columns["family"]:
        return f"Product {line.number} is of the category {before.family}; it cannot change."
    if line.parent and line.parent not in accounts:
        return f"Parent {line.parent} is unknown; a part stands below its parent."
    if line.parent and accounts[line.parent] != owner.account:
        return f"Parent {line.parent} belongs to another customer."
    return ""


def _write_products(
    batch: Batch, owners: dict[str, Owner], known: dict[str, Product], header: Header
) -> dict[str, Product]:
    written = []
    for _, line in batch:
        product = known.get(line.number) or Product(number=line.number)
        for column, value in line.columns.items():
            setattr(product, column, value)
        product.customer_id = owners[line.customer].pk
        product.as_of = header.created_at
        written.append(product)
    Product.objects.bulk_create(
        written,
        update_conflicts=True,
        unique_fields=["number"],
        update_fields=[*COLUMNS, "customer_id", "as_of"],
    )
    products = {product.number: product for product in written}
    _write_parents(batch, known | products)
    return products


def _write_parents(batch: Batch, products: dict[str, Product]) -> None:
    moved = []
    for _, line in batch:
        product = products[line.number]
        parent = products[line.parent].pk if line.parent else None
        if product.parent_id != parent:
            product.parent_id = parent
            moved.append(product)
    Product.objects.bulk_update(moved, ["parent"])
