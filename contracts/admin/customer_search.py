"""Finding a customer by what belongs to a contract: its number, a telephone number, a mailbox, a domain (K2)."""

import re
from collections.abc import Iterator

from django.db.models import F, Func, Q, TextField, Value
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from contracts.models import Domain, Mailbox, PhoneNumber, Product
from portal.shell.navigation import SearchProvider

SEE_PRODUCTS = "contracts.view_product"
MOST_FOUND = 20
SHORTEST_PHONE = 5  # fewer digits are no telephone number
ONLY_A_NUMBER = re.compile(r"[\d\s+/()-]+")


def find_by_product(words: str) -> list[tuple[str, str]]:
    """Customers with exactly this contract, telephone number, mailbox or domain: text and address."""
    wanted = words.strip()
    return [
        (f"{what}: {product.customer}", reverse("admin:accounts_customer_change", args=[product.customer_id]))
        for what, product in [*_contracts(wanted), *_parts(wanted)][:MOST_FOUND]
    ]


def _contracts(number: str) -> Iterator[tuple[str, Product]]:
    for product in Product.objects.filter(number__iexact=number).select_related("customer"):
        yield str(product), product


def _parts(wanted: str) -> Iterator[tuple[str, Product]]:
    boxes = Mailbox.objects.filter(address=wanted.lower()).select_related("product__customer")
    yield from ((box.address, box.product) for box in boxes)
    domains = Domain.objects.filter(name=wanted.lower()).select_related("product__customer")
    yield from ((domain.name, domain.product) for domain in domains)
    digits = _national(wanted)
    if len(digits) < SHORTEST_PHONE:
        return
    stripped = Func(
        F("number"),
        Value(r"\D"),
        Value(""),
        Value("g"),
        function="regexp_replace",
        output_field=TextField(),
    )
    lines = PhoneNumber.objects.alias(digits=stripped).filter(Q(digits=digits) | Q(digits=f"0{digits}"))
    yield from (
        (line.number, line.product) for line in lines.select_related("product__customer")[:MOST_FOUND]
    )


def _national(words: str) -> str:
    """The digits without country code and leading zeros; "" of what is no telephone number."""
    if not ONLY_A_NUMBER.fullmatch(words):
        return ""
    digits = re.sub(r"\D", "", words.replace("(0)", ""))
    if words.startswith(("+49", "0049")):
        digits = digits.removeprefix("00").removeprefix("49")
    return digits.lstrip("0")


PRODUCT_SEARCH = SearchProvider("products", _("Contract"), 20, SEE_PRODUCTS, find_by_product)
