"""Customers who press twice, and households with two logins, at the very same moment (C3, L4)."""

from collections.abc import Callable
from threading import Barrier, Thread
from time import sleep
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from accounts.models import Login, LoginKind, NotificationAddress
from contracts.kinds.bandwidth import BandwidthChange
from contracts.models import Order, OrderDraft, Product
from portal.access.scope import Scope
from portal.carrier.gateway import CarrierNews
from portal.carrier.models import CarrierMessage
from portal.carrier.signals import order_news
from portal.outbox.models import OutgoingMail
from tests.cast import LONG_AGO, Person, log_in, make_login
from tests.contracts.catalogue_data import load_demo_catalogue
from tests.contracts.orders.ordering import configure, place, token_of
from tests.contracts.orders.placed import place_bandwidth
from tests.contracts.owned import give

pytestmark = pytest.mark.django_db(transaction=True)
NEW = {"offering": "dsl-100-24"}


@pytest.fixture(autouse=True)
def _in_november():
    with time_machine.travel("2026-11-20 10:00+01:00"):
        yield


def at_once(*actions: Callable[[], Any]) -> list[Any]:
    """Run the actions in threads that start together; what they return, in their order."""
    barrier, results = Barrier(len(actions)), [None] * len(actions)

    def run(place: int, action: Callable[[], Any]) -> None:
        barrier.wait()
        try:
            results[place] = action()
        finally:
            connection.close()

    threads = [Thread(target=run, args=entry) for entry in enumerate(actions)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


def second_login(person: Person) -> Login:
    """Somebody else with everything allowed: an e-mail account of the household."""
    login = make_login(person.customer, kind=LoginKind.EMAIL, scope=Scope.FULL, password="x")
    NotificationAddress.objects.create(login=login, email="zweite@example.org", confirmed_at=LONG_AGO)
    return login


def same_session(client: Client) -> Client:
    twin = Client()
    twin.cookies = client.cookies
    return twin


def test_c3_eight_clicks_at_once_are_one_order(erika):
    load_demo_catalogue()
    line = give(erika, "dsl-50-24")
    client = log_in(Client(), erika.login)
    token = token_of(configure(client, "bandwidth", line, NEW))
    clicks = [same_session(client) for _ in range(8)]
    pages = at_once(*(lambda click=click: place(click, "bandwidth", line, token) for click in clicks))
    order = Order.objects.get()
    assert [page.redirect_chain[0][0] for page in pages] == [f"/auftraege/{order.number}/bestaetigung/"] * 8
    assert OutgoingMail.objects.filter(kind="order_placed").count() == 1
    assert CarrierMessage.objects.count() == 1
    assert order.events.count() == 1
    assert OrderDraft.objects.get().order == order


def test_c2_two_logins_order_the_same_at_once_and_one_is_told_so(erika):
    load_demo_catalogue()
    line = give(erika, "dsl-50-24")
    clients = [log_in(Client(), login) for login in (erika.login, second_login(erika))]
    tokens = [token_of(configure(client, "bandwidth", line, NEW)) for client in clients]
    pages = at_once(
        lambda: place(clients[0], "bandwidth", line, tokens[0]),
        lambda: place(clients[1], "bandwidth", line, tokens[1]),
    )
    order = Order.objects.get()
    ends = sorted(page.redirect_chain[-1][0] for page in pages)
    assert ends == [f"/auftraege/{order.number}/", f"/auftraege/{order.number}/bestaetigung/"]
    refused = next(page for page in pages if page.redirect_chain[-1][0] == ends[0])
    assert f"Auftrag {order.number} ist noch offen" in refused.content.decode()
    assert CarrierMessage.objects.count() == 1
    assert OutgoingMail.objects.filter(kind="order_placed").count() == 1


def test_c2_two_different_changes_of_one_product_at_once_are_two_orders(erika, monkeypatch):
    monkeypatch.setattr(BandwidthChange, "subject", lambda self, situation, answers: answers["offering"])
    load_demo_catalogue()
    line = give(erika, "dsl-50-24")
    wishes = ["dsl-100-24", "dsl-250-24"]
    clients = [log_in(Client(), login) for login in (erika.login, second_login(erika))]
    tokens = [
        token_of(configure(client, "bandwidth", line, {"offering": wish}))
        for client, wish in zip(clients, wishes, strict=True)
    ]
    pages = at_once(
        lambda: place(clients[0], "bandwidth", line, tokens[0]),
        lambda: place(clients[1], "bandwidth", line, tokens[1]),
    )
    assert all(page.redirect_chain[-1][0].endswith("/bestaetigung/") for page in pages)
    assert set(Order.objects.values_list("subject", flat=True)) == set(wishes)
    assert CarrierMessage.objects.count() == OutgoingMail.objects.filter(kind="order_placed").count() == 2


def test_c7_news_of_an_order_wait_for_its_product_and_hold_nothing_meanwhile(erika):
    """Else a withdrawal, which holds the product and reaches for the order, and these news would block each other."""
    load_demo_catalogue()
    line = give(erika, "dsl-50-24")
    order = place_bandwidth(line)
    now = timezone.now()

    def completed() -> None:
        try:
            with transaction.atomic():
                order_news.send(None, news=CarrierNews(order.number, "C-1", "completed", now), now=now)
        finally:
            connection.close()

    news = Thread(target=completed)
    with transaction.atomic():
        Product.objects.select_for_update().get(pk=line.pk)
        news.start()
        sleep(0.3)
        Order.objects.select_for_update(nowait=True).get(pk=order.pk)
    news.join(30)
    order.refresh_from_db()
    assert order.state == "completed"
