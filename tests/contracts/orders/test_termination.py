"""Terminating in the portal (C11, § 312k BGB, § 56 TKG)."""

from datetime import date, datetime

import pytest
import time_machine

from contracts.models import Product, ProductStatus
from contracts.orders.ending import end_terminated_products
from contracts.orders.states import OrderState
from portal.audit.models import AuditEntry
from portal.documents import store
from portal.lib.periods import BERLIN
from portal.outbox.models import OutgoingMail
from tests.cast import log_in
from tests.contracts.catalogue_data import demo_content, load_demo_catalogue
from tests.contracts.orders.failing import let_fail
from tests.contracts.orders.ordering import (
    base,
    carrier_works,
    configure,
    mail_of,
    order,
    refused,
    until_done,
)
from tests.contracts.orders.versions import change_catalogue
from tests.contracts.owned import give, give_option
from tests.contracts.papers.reading import text_of

NEXT = {"when": "next"}


def later(day: str) -> dict[str, str]:
    return {"when": "later", "wished_on": day}


def midnight_job(day: date) -> int:
    """What beat starts at five past midnight of this day."""
    return end_terminated_products(now=datetime(day.year, day.month, day.day, 0, 5, tzinfo=BERLIN))


@pytest.fixture
def line(erika) -> Product:
    load_demo_catalogue()
    return give(erika, "dsl-50-24")


@pytest.fixture
def here(client, erika):
    with time_machine.travel("2026-11-20 10:42+01:00", tick=False):
        yield log_in(client, erika.login)


def test_from_the_button_to_the_last_day(here, erika, line):
    option = give_option(line, "mesh-1")
    part = give(erika, "tv-basis", parent=line)
    page = configure(here, "termination", line, NEXT).content.decode()
    assert page.count("jetzt kündigen") == 1
    assert "„TV Basis“ gehört zu diesem Vertrag und endet mit ihm" in page
    placed = order(here, "termination", line, NEXT)
    assert (placed.activation_on, placed.quote["endsOn"]) == (date(2026, 11, 24), "2026-12-20")
    line.refresh_from_db()
    assert (line.status, line.ends_on) == (ProductStatus.ACTIVE, None)
    assert until_done(placed).state == OrderState.COMPLETED
    line.refresh_from_db()
    assert (line.status, line.ends_on) == (ProductStatus.PENDING_TERMINATE, date(2026, 12, 20))
    assert midnight_job(date(2026, 12, 20)) == 0  # the last day belongs to the contract
    assert midnight_job(date(2026, 12, 21)) == 2
    assert midnight_job(date(2026, 12, 21)) == 0
    for ended in (line, part):
        ended.refresh_from_db()
        assert (ended.status, ended.ends_on) == (ProductStatus.TERMINATED, date(2026, 12, 20))
    option.refresh_from_db()
    assert option.valid_to == date(2026, 12, 21)
    assert AuditEntry.objects.filter(action="product.ended").count() == 2


def test_the_receipt_names_content_date_time_and_end(here, line):
    placed = order(here, "termination", line, NEXT)
    mail = mail_of(placed, "order_declared")
    for fact in (placed.number, "20.11.2026", "10:42", "Ich kündige", "DSL 50", line.number, "20.12.2026"):
        assert fact in mail.text, fact
    assert not OutgoingMail.objects.filter(kind="order_placed").exists()  # one mail, not two
    receipt = store.find(placed, "receipt")
    assert receipt is not None
    paper = text_of(store.read(receipt))
    for fact in (placed.number, "20.11.2026", "10:42", "DSL 50", "20.12.2026"):
        assert fact in paper, fact
    page = here.get(f"/auftraege/{placed.number}/").content.decode()
    assert f"/dokumente/{receipt.pk}/" in page
    assert here.get(f"/dokumente/{receipt.pk}/").status_code == 200


def test_during_the_minimum_term_it_ends_with_it(here, line):
    Product.objects.filter(pk=line.pk).update(minimum_term_ends_on=date(2027, 5, 31))
    placed = order(here, "termination", line, NEXT)
    assert placed.quote["endsOn"] == "2027-05-31"


def test_a_later_day(here, line):
    placed = order(here, "termination", line, later("2027-02-28"))
    assert placed.quote["endsOn"] == "2027-02-28"
    until_done(placed)
    line.refresh_from_db()
    assert line.ends_on == date(2027, 2, 28)


def test_too_early_is_refused_with_the_day_that_is_possible(here, line):
    page = refused(here, "termination", line, later("2026-12-19"))
    assert "Der Vertrag kann frühestens am 20.12.2026 enden" in page
    assert "letzten Tag des Vertrags" in refused(here, "termination", line, later(""))


def test_a_contract_that_ends_with_months_ends_on_no_other_day(here, line):
    term = {"notice": {"amount": 1, "unit": "months"}, "notice_after": {"amount": 1, "unit": "months"}}
    term["notice_after"]["to_month_end"] = True
    Product.objects.filter(pk=line.pk).update(term=term)
    page = refused(here, "termination", line, later("2027-02-10"))
    assert "Am 10.02.2027 kann dieser Vertrag nicht enden" in page
    assert "28.02.2027" in page


def test_a_terminated_contract_is_not_terminated_again(here, line):
    first = order(here, "termination", line, NEXT)
    assert first.number in refused(here, "termination", line, NEXT)  # still open
    until_done(first)
    page = here.get(base("termination", line))
    assert page.status_code == 409
    assert "bereits gekündigt. Sein letzter Tag ist der 20.12.2026" in page.content.decode()


def test_a_failing_termination_changes_nothing(here, line):
    let_fail(order(here, "termination", line, NEXT))
    line.refresh_from_db()
    assert (line.status, line.ends_on) == (ProductStatus.ACTIVE, None)


def test_until_it_is_confirmed_it_can_be_cancelled(here, line):
    placed = order(here, "termination", line, NEXT)
    here.post(f"/auftraege/{placed.number}/stornieren/", {"_customer": line.customer.number})
    placed.refresh_from_db()
    assert placed.state == OrderState.CANCELLED
    carrier_works()
    line.refresh_from_db()
    assert line.status == ProductStatus.ACTIVE


def needing(family: str) -> None:
    """A catalogue in which the option “Sport” works only beside a product of this family (as D2 of the free
    fixed-to-mobile option)."""
    content = demo_content()
    option = next(o for o in content["productOption"] if o["id"] == "tv-sport")
    option["requiresCategory"] = [family, "telephony"]
    change_catalogue(content)


def test_an_option_elsewhere_that_needs_the_line_is_named(here, erika, line):
    needing("internet")
    give_option(give(erika, "paytv-start"), "tv-sport")
    page = configure(here, "termination", line, NEXT).content.decode()
    assert "Ohne diesen Vertrag endet die Option „Sport“ von „Pay-TV Start“" in page


@pytest.mark.parametrize("other", ["fon-flat", "fibre-300-24"])
def test_an_option_that_another_product_keeps_is_not_named(here, erika, line, other):
    needing("internet")
    give(erika, other)
    give_option(give(erika, "paytv-start"), "tv-sport")
    assert "endet die Option" not in configure(here, "termination", line, NEXT).content.decode()


def test_mailboxes_and_the_account_have_no_termination(here, erika, line):
    for offering in ("mailbox-basic",):
        assert here.get(base("termination", give(erika, offering))).status_code == 409
    assert here.get("/bestellen/termination/", follow=True).status_code == 409


def test_l4_a_contract_that_cannot_end_stops_no_other(erika, line, monkeypatch):
    from contracts.orders import ending

    lines = [line, give(erika, "dsl-50-24")]
    Product.objects.update(status=ProductStatus.PENDING_TERMINATE, ends_on=date(2026, 11, 30))
    real = ending.end_product

    def stumble(product, *, last_day):
        return 1 / 0 if product.pk == lines[0].pk else real(product, last_day=last_day)

    with monkeypatch.context() as patch:
        patch.setattr(ending, "end_product", stumble)
        assert midnight_job(date(2026, 12, 1)) == 1
    assert midnight_job(date(2026, 12, 2)) == 1  # the next night it is tried again
    assert set(Product.objects.values_list("status", flat=True)) == {ProductStatus.TERMINATED}


def test_c11_the_papers_and_lists_name_the_last_day_not_the_day_of_our_answer(here, line):
    placed = order(here, "termination", line, NEXT)
    answer, last_day = "24.11.2026", "20.12.2026"
    paper = text_of(here.get(f"/auftraege/{placed.number}/bestaetigung.pdf").content)
    assert f"Letzter Tag {last_day}" in paper
    assert "Aktiv ab" not in paper
    assert "Vielen Dank" not in paper
    for address in ("/auftraege/", "/"):
        page = here.get(address).content.decode()
        assert f"letzter Tag {last_day}" in page
        assert answer not in page
