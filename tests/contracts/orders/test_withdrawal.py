"""Withdrawing in the portal (C11, §§ 355, 356a BGB)."""

from datetime import date

import pytest
import time_machine
from django.test import Client

from contracts.models import Order, Product, ProductOption, ProductStatus
from contracts.orders.states import OrderState
from portal.audit.models import AuditEntry
from portal.documents import store
from tests.cast import log_in
from tests.contracts.catalogue_data import load_demo_catalogue
from tests.contracts.orders.failing import let_fail
from tests.contracts.orders.ordering import (
    base,
    carrier_works,
    configure,
    mail_of,
    order,
    refused,
    token_of,
    until_done,
)
from tests.contracts.owned import account_product, give, give_option
from tests.contracts.papers.reading import text_of

HOME = {"offering": "fibre-300-24", "street": "Am Markt 7", "postcode": "30159", "town": "Hannover"}


@pytest.fixture
def line(erika) -> Product:
    load_demo_catalogue()
    return give(erika, "dsl-250-24", minimum_term_ends_on=date(2026, 10, 31))


@pytest.fixture
def clock():
    with time_machine.travel("2026-11-20 10:42+01:00", tick=False) as traveller:
        yield traveller


@pytest.fixture
def here(clock, client, erika):
    return log_in(client, erika.login)


def done_on(clock, placed: Order, moment: str, client: Client, person) -> Order:
    """The order is done, and it is this moment now; the customer has logged in again."""
    until_done(placed)
    clock.move_to(moment)
    log_in(client, person.login)
    placed.refresh_from_db()
    assert placed.state == OrderState.COMPLETED
    return placed


def test_a_change_of_bandwidth_is_undone(here, clock, erika, line):
    boost = give_option(line, "upload-boost")
    changed = order(here, "bandwidth", line, {"offering": "dsl-50-24"})
    done_on(clock, changed, "2026-12-01 09:15+01:00", here, erika)
    line.refresh_from_db()
    assert line.offering == "dsl-50-24"
    page = configure(here, "withdrawal", line, {"order": changed.number}).content.decode()
    assert page.count("Widerruf bestätigen") == 1
    assert "wieder so, wie es vorher war" in page
    withdrawn = order(here, "withdrawal", line, {"order": changed.number})
    assert withdrawn.activation_on == date(2026, 12, 4)
    assert until_done(withdrawn).state == OrderState.COMPLETED
    line.refresh_from_db()
    assert (line.offering, str(line.monthly_price)) == ("dsl-250-24", "49.90")
    assert line.minimum_term_ends_on == date(2026, 10, 31)
    boost.refresh_from_db()
    assert boost.valid_to == date(2026, 11, 26)  # what was, was
    again = ProductOption.objects.get(product=line, valid_to=None)
    assert (again.code, again.valid_from) == ("upload-boost", date(2026, 12, 4))
    assert AuditEntry.objects.filter(action="order.undone").count() == 1


def test_the_receipt_names_content_date_and_time(here, clock, erika, line):
    changed = order(here, "bandwidth", line, {"offering": "dsl-50-24"})
    done_on(clock, changed, "2026-12-01 09:15+01:00", here, erika)
    withdrawn = order(here, "withdrawal", line, {"order": changed.number})
    mail = mail_of(withdrawn, "order_declared")
    receipt = store.find(withdrawn, "receipt")
    assert receipt is not None
    paper = text_of(store.read(receipt))
    for fact in (withdrawn.number, changed.number, "01.12.2026", "09:15", "20.11.2026"):
        assert fact in mail.text, fact
        assert fact in paper, fact
    assert "Ich widerrufe" in mail.text
    page = here.get(f"/auftraege/{withdrawn.number}/").content.decode()
    assert "stornieren" not in page


def test_a_new_line_goes_again(here, clock, erika, line):
    account = account_product(erika)
    new = order(here, "new-line", account, HOME)
    done_on(clock, new, "2026-12-03 12:00+01:00", here, erika)
    brought = Product.objects.get(number=new.number)
    page = here.get(f"/auftraege/{new.number}/").content.decode()
    assert "Bis zum 04.12.2026 können Sie diesen Auftrag ohne Grund widerrufen" in page
    assert f"/bestellen/withdrawal/{brought.pk}/?auftrag={new.number}" in page
    withdrawn = order(here, "withdrawal", brought, {"order": new.number})
    brought.refresh_from_db()
    assert brought.status == ProductStatus.ACTIVE
    until_done(withdrawn)
    brought.refresh_from_db()
    assert (brought.status, brought.ends_on) == (ProductStatus.CANCELLED, date(2026, 12, 6))
    assert "Bis zum 04.12.2026" not in here.get(f"/auftraege/{new.number}/").content.decode()


def test_a_change_of_product_is_undone_with_its_minimum_term(here, clock, erika, line):
    Product.objects.filter(pk=line.pk).update(minimum_term_ends_on=date(2027, 1, 31))
    changed = order(here, "product-change", line, {"offering": "fibre-600-24", "consent_24": "on"})
    done_on(clock, changed, "2026-12-03 12:00+01:00", here, erika)
    line.refresh_from_db()
    assert line.minimum_term_ends_on == date(2028, 12, 1)
    until_done(order(here, "withdrawal", line, {"order": changed.number}))
    line.refresh_from_db()
    assert (line.offering, line.minimum_term_ends_on) == ("dsl-250-24", date(2027, 1, 31))


def test_an_option_goes_and_what_it_replaced_returns(here, clock, erika, line):
    give_option(line, "router-basic")
    added = order(here, "internet-option", line, {"change": "add:router-plus"})
    done_on(clock, added, "2026-11-25 12:00+01:00", here, erika)
    withdrawn = until_done(order(here, "withdrawal", line, {"order": added.number}))
    day = withdrawn.activation_on
    assert day is not None
    present = ProductOption.objects.filter(product=line).valid_on(day).values_list("code", flat=True)
    assert set(present) == {"router-basic"}


def test_an_order_that_never_left_is_cancelled_at_once(here, line):
    changed = order(here, "bandwidth", line, {"offering": "dsl-50-24"})
    withdrawn = order(here, "withdrawal", line, {"order": changed.number})
    changed.refresh_from_db()
    assert changed.state == OrderState.CANCELLED
    assert withdrawn.state == OrderState.COMPLETED  # nothing is left to do for the carrier
    assert store.find(withdrawn, "receipt") is not None


def test_an_order_at_the_carrier_is_stopped(here, line):
    changed = order(here, "bandwidth", line, {"offering": "dsl-50-24"})
    carrier_works()
    withdrawn = order(here, "withdrawal", line, {"order": changed.number})
    changed.refresh_from_db()
    assert changed.state == OrderState.ASSESSING_CANCELLATION
    assert until_done(withdrawn).state == OrderState.COMPLETED
    changed.refresh_from_db()
    assert changed.state == OrderState.CANCELLED
    line.refresh_from_db()
    assert line.offering == "dsl-250-24"


def test_a_failing_withdrawal_undoes_nothing(here, clock, erika, line):
    changed = order(here, "bandwidth", line, {"offering": "dsl-50-24"})
    done_on(clock, changed, "2026-12-01 09:15+01:00", here, erika)
    let_fail(order(here, "withdrawal", line, {"order": changed.number}))
    line.refresh_from_db()
    assert line.offering == "dsl-50-24"
    assert order(here, "withdrawal", line, {"order": changed.number})  # it can be asked for again


def test_the_last_day_and_the_day_after(here, clock, erika, line):
    changed = order(here, "bandwidth", line, {"offering": "dsl-50-24"})
    done_on(clock, changed, "2026-12-04 23:55+01:00", here, erika)
    token = token_of(configure(here, "withdrawal", line, {"order": changed.number}))
    clock.move_to("2026-12-05 00:05+01:00")
    log_in(here, erika.login)
    page = here.get(base("withdrawal", line))
    assert page.status_code == 409
    assert "ist am 04.12.2026 abgelaufen" in page.content.decode()
    here.post(f"{base('withdrawal', line)}beauftragen/", {"checked": token})
    assert not Order.objects.filter(kind="withdrawal").exists()


def test_too_late_for_one_order_in_time_for_another(here, clock, erika, line):
    first = order(here, "internet-option", line, {"change": "add:router-plus"})
    done_on(clock, first, "2026-12-05 12:00+01:00", here, erika)
    second = order(here, "internet-option", line, {"change": "add:mesh-1"})
    page = refused(here, "withdrawal", line, {"order": first.number})
    assert "ist am 04.12.2026 abgelaufen" in page
    assert "Formular „Vertrag widerrufen“" in page
    assert order(here, "withdrawal", line, {"order": second.number})


def test_the_newer_change_of_the_same_thing_goes_first(here, clock, erika, line):
    first = order(here, "bandwidth", line, {"offering": "dsl-175-24"})
    done_on(clock, first, "2026-11-27 12:00+01:00", here, erika)
    second = order(here, "bandwidth", line, {"offering": "dsl-50-24"})
    page = refused(here, "withdrawal", line, {"order": first.number})
    assert f"Der Auftrag {second.number} hat dasselbe später noch einmal geändert" in page
    until_done(order(here, "withdrawal", line, {"order": second.number}))
    until_done(order(here, "withdrawal", line, {"order": first.number}))
    line.refresh_from_db()
    assert line.offering == "dsl-250-24"


def test_nobody_withdraws_twice_or_from_what_is_free(here, clock, erika, line):
    give_option(line, "mesh-1")
    free = order(here, "internet-option", line, {"change": "remove:mesh-1"})
    assert here.get(base("withdrawal", line)).status_code == 409
    changed = order(here, "bandwidth", line, {"offering": "dsl-50-24"})
    assert "error-summary" in configure(here, "withdrawal", line, {"order": free.number}).content.decode()
    order(here, "withdrawal", line, {"order": changed.number})
    assert here.get(base("withdrawal", line)).status_code == 409


def test_businesses_have_no_right_of_withdrawal(clock, client, firma):
    load_demo_catalogue()
    line = give(firma, "dsl-50-business")
    log_in(client, firma.login)
    changed = order(client, "bandwidth", line, {"offering": "dsl-100-business"})
    assert "Nur Verbraucherinnen und Verbraucher" in client.get(base("withdrawal", line)).content.decode()
    assert "Widerrufsrecht" not in client.get(f"/auftraege/{changed.number}/").content.decode()


def test_the_link_of_the_order_chooses_it(here, line):
    order(here, "internet-option", line, {"change": "add:mesh-1"})
    changed = order(here, "bandwidth", line, {"offering": "dsl-50-24"})
    page = here.get(f"{base('withdrawal', line)}?auftrag={changed.number}").content.decode()
    chosen = page.split(f'value="{changed.number}"', 1)[1].split(">", 1)[0]
    assert "checked" in chosen
