"""Ordering as a customer does, through the pages; and the carrier as the simulator plays it."""

import re
from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any

import time_machine
from django.test import Client
from django.utils import timezone

from contracts.models import Order, Product
from portal.carrier.delivery import deliver_waiting
from portal.carrier.news import fetch_states
from portal.lib.periods import BERLIN
from portal.outbox.models import OutgoingMail

TOKEN = re.compile(r'name="checked" value="([^"]+)"')


def base(slug: str, product: Product) -> str:
    return f"/bestellen/{slug}/{product.pk}/"


def configure(client: Client, slug: str, product: Product, answers: Mapping[str, Any]) -> Any:
    """Fill in the form; the check page, or the form with its errors."""
    return client.post(base(slug, product), {"_customer": product.customer.number, **answers}, follow=True)


def token_of(response: Any) -> str:
    """The seal of a check page."""
    found = TOKEN.search(response.content.decode())
    assert found, response.content.decode()
    return found[1]


def place(client: Client, slug: str, product: Product, token: str) -> Any:
    """Press the button of the check page."""
    return client.post(
        f"{base(slug, product)}beauftragen/",
        {"_customer": product.customer.number, "checked": token},
        follow=True,
    )


def order(client: Client, slug: str, product: Product, answers: Mapping[str, Any] | None = None) -> Order:
    """From the product's page to the confirmation: the order that was placed."""
    if product.family != "account" and client.get("/vertraege/").status_code != 404:
        page = client.get(f"/vertraege/{product.pk}/").content.decode()
        assert base(slug, product) in page, "the product's page does not offer this"
    checked = configure(client, slug, product, answers or {})
    confirmed = place(client, slug, product, token_of(checked))
    assert confirmed.status_code == 200, confirmed
    placed = Order.objects.filter(product=product, kind=slug).latest("pk")
    assert placed.number in confirmed.content.decode()
    listed = client.get("/auftraege/").content.decode()
    assert placed.number in listed
    return placed


def refused(client: Client, slug: str, product: Product, answers: Mapping[str, Any]) -> str:
    """The page that refuses these answers; nothing was ordered."""
    before = Order.objects.count()
    response = configure(client, slug, product, answers)
    assert 'name="checked"' not in response.content.decode(), "it was not refused"
    assert Order.objects.count() == before
    return response.content.decode()


def carrier_works() -> None:
    """The worker hands over what waits, and asks for news."""
    deliver_waiting(clock=timezone.now)
    numbers = list(Order.objects.open().values_list("number", flat=True))
    fetch_states(numbers, now=timezone.now())


def until_done(placed: Order) -> Order:
    """Let the simulator do its work until the day the customer was told; it is not done a day earlier."""
    carrier_works()
    placed.refresh_from_db()
    day = placed.activation_on
    assert day is not None
    if placed.is_open and day > placed.placed_at.astimezone(BERLIN).date():
        with time_machine.travel(datetime.combine(day - timedelta(days=1), time(12), BERLIN), tick=False):
            carrier_works()
        placed.refresh_from_db()
        assert placed.is_open, "done before its day"
    with time_machine.travel(datetime.combine(day, time(12), BERLIN), tick=False):
        carrier_works()
    placed.refresh_from_db()
    return placed


def mail_of(placed: Order, kind: str = "order_placed") -> OutgoingMail:
    """The mail about this order."""
    return OutgoingMail.objects.filter(kind=kind, subject__contains=placed.number).get()
