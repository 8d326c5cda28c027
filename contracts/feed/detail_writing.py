"""What a family of products has besides: mailbox, domain, dial-in, VoIP superuser, directory entry, PIN."""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from functools import partial
from typing import Any

from django.db import models

from contracts.feed.product_lines import ProductLine
from contracts.models import (
    DialInAccess,
    DirectoryEntry,
    Domain,
    Mailbox,
    Product,
    TvAccess,
    VoipSuperuser,
)
from contracts.youth_pins import seal_youth_pin
from portal.carrier.feed import Header, LineFault

Batch = Sequence[tuple[int, ProductLine]]
Products = dict[str, Product]
Make = Callable[[ProductLine, Product, Any], Any]  # the row before (or None) -> the row, None for none


def write_details(batch: Batch, products: Products, header: Header) -> list[LineFault]:
    """Each product's details as the file states them; secrets that it leaves out stay."""
    faults = _taken(batch, products, Mailbox, "address", lambda line: line.characteristics.mailbox_address)
    faults += _taken(batch, products, Domain, "name", lambda line: line.characteristics.domain_name)
    faulty = {fault.line for fault in faults}
    sound = [(number, line) for number, line in batch if number not in faulty]
    _replace(Mailbox, sound, products, _mailbox)
    _replace(Domain, sound, products, _domain)
    _replace(DialInAccess, sound, products, _dial_in)
    _replace(DirectoryEntry, sound, products, _directory)
    _replace(VoipSuperuser, sound, products, partial(_superuser, header=header))
    _replace(TvAccess, sound, products, _tv)
    return faults


def _replace(model: type[models.Model], batch: Batch, products: Products, make: Make) -> None:
    """The rows of `model` become what `make` says; untouched rows are not written."""
    ids = [product.pk for product in products.values()]
    before = model._default_manager.in_bulk(ids)
    kept, written = set(), []
    for _, line in batch:
        product = products[line.number]
        row = make(line, product, before.get(product.pk))
        if row is None:
            continue
        kept.add(product.pk)
        if product.pk not in before or _values(row) != _values(before[product.pk]):
            written.append(row)
    if gone := [key for key in before if key not in kept]:
        model._default_manager.filter(pk__in=gone).delete()
    columns = [field.name for field in model._meta.fields if not field.primary_key]
    model._default_manager.bulk_create(
        written, update_conflicts=True, unique_fields=["product"], update_fields=columns
    )


def _values(row: models.Model) -> list[Any]:
    return [getattr(row, field.attname) for field in row._meta.fields]


def _taken(
    batch: Batch,
    products: Products,
    model: type[Mailbox] | type[Domain],
    column: str,
    name_of: Callable[[ProductLine], str],
) -> list[LineFault]:
    """Lines that claim an address or domain of another product; products that give one up are heard first."""
    ids = [products[line.number].pk for _, line in batch]
    names = {products[line.number].pk: name_of(line) for _, line in batch if not line.is_over}
    rows = model._default_manager.filter(**{f"{column}__in": set(names.values()) - {""}})
    owners = {name: (pk, number) for pk, name, number in rows.values_list("pk", column, "product__number")}
    given_up = [pk for name, (pk, _) in owners.items() if pk in set(ids) and names.get(pk) != name]
    if given_up:
        model._default_manager.filter(pk__in=given_up).delete()
    return [
        LineFault(
            position, f"{model.__name__} {name_of(line)} belongs to product {owners[name_of(line)][1]}."
        )
        for position, line in batch
        if not line.is_over
        and name_of(line) in owners
        and owners[name_of(line)][0] not in {*given_up, products[line.number].pk}
    ]


def _mailbox(line: ProductLine, product: Product, before: Mailbox | None) -> Mailbox | None:
    found = line.characteristics
    if line.is_over or not found.mailbox_address:
        return None
    return Mailbox(
        product=product,
        address=found.mailbox_address,
        password=found.password or (before.password if before else ""),
        password_changed_at=before.password_changed_at if before else None,
        sends_sms=found.sends_sms,
    )


def _domain(line: ProductLine, product: Product, before: Domain | None) -> Domain | None:
    found = line.characteristics
    if line.is_over or not found.domain_name:
        return None
    password = found.password or (before.password if before else "")
    return Domain(product=product, name=found.domain_name, password=password)


def _dial_in(line: ProductLine, product: Product, before: DialInAccess | None) -> DialInAccess | None:
    username = line.characteristics.dial_in_username
    if not username:
        return None
    changed_at = before.password_changed_at if before else None
    return DialInAccess(product=product, username=username, password_changed_at=changed_at)


def _directory(line: ProductLine, product: Product, before: DirectoryEntry | None) -> DirectoryEntry | None:
    entry = line.characteristics.directory
    return DirectoryEntry(product=product, **asdict(entry)) if entry else None


def _superuser(
    line: ProductLine, product: Product, before: VoipSuperuser | None, *, header: Header
) -> VoipSuperuser | None:
    stated = line.characteristics.superuser
    if stated is None:
        return None
    created_at = stated.created_at or (before.created_at if before else header.created_at)
    changed_at = stated.password_changed_at or (before.password_changed_at if before else created_at)
    return VoipSuperuser(
        product=product, username=stated.username, created_at=created_at, password_changed_at=changed_at
    )


def _tv(line: ProductLine, product: Product, before: TvAccess | None) -> TvAccess | None:
    pin = line.characteristics.youth_pin
    if not pin:
        return before
    return TvAccess(product=product, youth_pin_sealed=seal_youth_pin(pin, product_number=product.number))
