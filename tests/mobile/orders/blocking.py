"""The loss block as customers order it: one form, no check page."""

import re
from typing import Any

from django.test import Client

from contracts.models import Order, Product
from tests.contracts.orders.ordering import base

SHOWN = re.compile(r'name="_shown" value="([^"]+)"')
KIND = "sim-block"


def token_on(page: Any) -> str:
    """The one-time key of a form."""
    found = SHOWN.search(page.content.decode())
    assert found, page.content.decode()
    return found[1]


def press(client: Client, product: Product, cards: object, token: str) -> Any:
    """Choose and press the one button."""
    answers = {"_customer": product.customer.number, "_shown": token, "cards": str(cards)}
    return client.post(base(KIND, product), answers, follow=True)


def block(client: Client, product: Product, cards: object) -> Order:
    """Open the form and press; the order."""
    token = token_on(client.get(base(KIND, product)))
    page = press(client, product, cards, token)
    placed = Order.objects.filter(product=product, kind=KIND).latest("pk")
    assert placed.number in page.content.decode(), page.content.decode()
    return placed
