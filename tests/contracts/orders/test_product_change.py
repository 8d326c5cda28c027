"""Another product in place of the present one (C8, § 66 (3) TKG)."""

import re
from datetime import date
from decimal import Decimal

import pytest
import time_machine

from contracts.models import Product, ProductStatus
from contracts.orders.states import OrderState
from tests.cast import log_in
from tests.contracts.catalogue_data import demo_content, load_demo_catalogue
from tests.contracts.orders.failing import let_fail
from tests.contracts.orders.ordering import (
    base,
    configure,
    mail_of,
    order,
    refused,
    until_done,
)
from tests.contracts.orders.versions import change_catalogue
from tests.contracts.owned import give, give_option


@pytest.fixture
def here(client, erika):
    load_demo_catalogue()
    with time_machine.travel("2026-11-20 10:00+01:00", tick=False):
        yield log_in(client, erika.login)


def test_from_dsl_to_fibre(here, erika):
    line = give(erika, "dsl-50-24")
    placed = order(here, "product-change", line, {"offering": "fibre-300-24", "consent_24": "on"})
    assert placed.activation_on == date(2026, 12, 2)  # ten Werktage
    assert (placed.monthly, placed.one_off) == (Decimal("44.90"), Decimal("69.90"))
    assert placed.quote["replaces"] == "34.90"
    assert (placed.quote["firstMonth"], placed.quote["lastMonth"]) == (
        "43.45",
        "1.13",
    )  # 30 days, 1 day of 31
    assert placed.summary_sha256
    assert "02.12.2026" in mail_of(placed).text
    done = until_done(placed)
    assert done.state == OrderState.COMPLETED
    line.refresh_from_db()
    assert (line.offering, line.monthly_price) == ("fibre-300-24", Decimal("44.90"))
    assert line.minimum_term_ends_on == date(2028, 12, 1)


def test_a_failing_order_changes_nothing(here, erika):
    line = give(erika, "dsl-50-24")
    placed = order(here, "product-change", line, {"offering": "fibre-300-24", "consent_24": "on"})
    let_fail(placed, "Die Straße ist noch nicht erschlossen.")
    line.refresh_from_db()
    assert (line.offering, line.minimum_term_ends_on) == ("dsl-50-24", None)


def test_no_minimum_term_without_consent(here, erika):
    line = give(erika, "dsl-50-flex")
    page = here.get(base("product-change", line)).content.decode()
    box = re.search(r'<input[^>]*name="consent_24"[^>]*>', page)
    assert box
    assert "checked" not in box[0]
    assert "Ich stimme der neuen Mindestlaufzeit von 24 Monaten zu" in page
    page = refused(here, "product-change", line, {"offering": "fibre-300-24"})
    assert "wählen Sie „Glasfaser 300 Flex“ ohne Mindestlaufzeit" in page
    placed = order(here, "product-change", line, {"offering": "fibre-300-flex"})
    assert placed.quote["minimumTermEndsOn"] is None
    until_done(placed)
    line.refresh_from_db()
    assert line.minimum_term_ends_on is None


def test_where_there_is_no_product_without_term_the_present_one_stays(here, erika):
    line = give(erika, "dsl-50-24")
    page = refused(here, "product-change", line, {"offering": "fibre-300-24"})
    assert "bleiben Sie bei Ihrem jetzigen Produkt" in page


def test_a_running_minimum_term_goes_on(here, erika):
    tv = give(erika, "paytv-start", minimum_term_ends_on=date(2027, 3, 31))
    cheaper = refused(here, "product-change", tv, {"offering": "tv-basis"})
    assert "Ein günstigeres Produkt ist nach dem Ende Ihrer Mindestlaufzeit am 31.03.2027 möglich" in cheaper
    tv_free = give(erika, "tv-basis", minimum_term_ends_on=date(2027, 3, 31))
    placed = order(here, "product-change", tv_free, {"offering": "tv-komfort"})
    assert (placed.quote["minimumTermEndsOn"], placed.quote["minimumMonths"]) == ("2027-03-31", 0)
    until_done(placed)
    tv_free.refresh_from_db()
    assert tv_free.minimum_term_ends_on == date(2027, 3, 31)


def test_options_and_barriers_that_the_new_product_lacks_end(here, erika):
    fon = give(erika, "fon-komfort")
    flat = give_option(fon, "fon-festnetz-flat")
    stays = give_option(fon, "fon-europa")
    page = configure(here, "product-change", fon, {"offering": "fon-flat"}).content.decode()
    assert "Mit dem neuen Produkt endet „Flat Festnetz“" in page
    assert "Ausland Europa" not in page
    placed = order(here, "product-change", fon, {"offering": "fon-flat"})
    assert placed.one_off == 0  # no new line is installed
    until_done(placed)
    for row in (flat, stays):
        row.refresh_from_db()
    assert (flat.valid_to, stays.valid_to) == (placed.activation_on, None)


def test_an_option_with_a_minimum_term_of_its_own_holds_the_product(here, erika):
    content = demo_content()
    option = next(o for o in content["productOption"] if o["id"] == "tv-sport")
    option["productOfferingTerm"]["minimum"] = {"amount": 12, "units": "month"}
    change_catalogue(content)
    tv = give(erika, "paytv-start")
    give_option(tv, "tv-sport", since=date(2026, 6, 1))
    page = refused(here, "product-change", tv, {"offering": "tv-komfort"})
    assert "„Sport“ nicht, deren Mindestlaufzeit bis zum 31.05.2027 läuft" in page


def test_a_terminated_product_is_not_changed(here, erika):
    line = give(erika, "dsl-50-24", status=ProductStatus.PENDING_TERMINATE, ends_on=date(2027, 1, 31))
    page = here.get(base("product-change", line))
    assert page.status_code == 409
    assert "ist gekündigt und kann nicht mehr gewechselt werden" in page.content.decode()


def test_change_of_bandwidth_and_of_product_wait_for_each_other(here, erika):
    line = give(erika, "dsl-50-24")
    first = order(here, "bandwidth", line, {"offering": "dsl-100-24"})
    page = refused(here, "product-change", line, {"offering": "fibre-300-24", "consent_24": "on"})
    assert first.number in page


@pytest.mark.parametrize("offering", ["dsl-100-24", "fibre-300-business", "fon-flat", "no-such", ""])
def test_only_what_the_catalogue_lets_it_become(here, erika, offering):
    line = give(erika, "dsl-50-24")
    page = configure(
        here, "product-change", line, {"offering": offering, "consent_24": "on"}
    ).content.decode()
    assert "error-summary" in page


def test_not_offered_where_nothing_follows(here, erika):
    assert here.get(base("product-change", give(erika, "fibre-300-24"))).status_code == 409
    assert Product.objects.count() == 1
