"""Barriers of a mobile number: several at once, roaming data barred from the start (C8, D6, § 61 TKG)."""

from datetime import date
from decimal import Decimal
from html import unescape

import pytest

from contracts.models import OptionRole, Product
from contracts.orders.states import OrderState
from tests.contracts.orders.failing import let_fail
from tests.contracts.orders.lines import load_changed
from tests.contracts.orders.ordering import base, configure, mail_of, order, refused, until_done
from tests.contracts.owned import SINCE, give_option
from tests.mobile.cast import give_mobile

KIND = "mobile-barriers"
ROAMING_DATA, PREMIUM, N0900 = "mobil-barrier-roaming-data", "mobil-barrier-premium", "mobil-barrier-0900"
ABROAD = "mobil-barrier-abroad"
THIRD_WORKING_DAY = date(2026, 11, 24)  # Saturday, Monday, Tuesday


@pytest.fixture
def protected(contract: Product) -> Product:
    """As it is from the start: data abroad are barred."""
    give_option(contract, ROAMING_DATA)
    return contract


def barriers_of(product: Product) -> dict[str, tuple[date, date | None]]:
    rows = product.options.filter(role=OptionRole.BARRIER)
    return {row.code: (row.valid_from, row.valid_to) for row in rows}


def test_d6_several_at_once_for_nothing_after_three_working_days(here, protected):
    placed = order(here, KIND, protected, {"barriers": [ROAMING_DATA, N0900, ABROAD]})
    assert placed.one_off == 0
    assert placed.activation_on == THIRD_WORKING_DAY
    assert "24.11.2026" in mail_of(placed).text  # the activation date, explicitly (section 4.5.3)
    assert barriers_of(protected) == {ROAMING_DATA: (SINCE, None)}
    assert until_done(placed).state == OrderState.COMPLETED
    assert barriers_of(protected) == {
        ROAMING_DATA: (SINCE, None),
        N0900: (THIRD_WORKING_DAY, None),
        ABROAD: (THIRD_WORKING_DAY, None),
    }


def test_d6_mms_abroad_need_the_barrier_of_data_abroad_lifted(here, protected):
    page = unescape(here.get(base(KIND, protected)).content.decode())
    assert "Zum Schutz vor Kosten von Anfang an gesetzt: „Daten im Ausland“." in page
    assert "Nur wenn Sie diese Sperre aufheben, sind MMS im Ausland möglich." in page
    assert page.count(" checked") == 1
    assert "gesperrt seit 01.03.2021" in page
    assert "Wenn Sie sie aufheben: Mobiles Internet und MMS im Ausland sind dann möglich." in page
    checked = configure(here, KIND, protected, {"barriers": []}).content.decode()
    assert "MMS im Ausland sind dann möglich. Dadurch entstehen zusätzliche Kosten" in checked
    placed = order(here, KIND, protected, {"barriers": []})
    assert placed.one_off == 0
    until_done(placed)
    assert barriers_of(protected) == {ROAMING_DATA: (SINCE, THIRD_WORKING_DAY)}


def test_d6_lifting_costs_what_the_price_list_says(here, protected):
    give_option(protected, N0900)
    give_option(protected, ABROAD)
    page = here.get(base(KIND, protected)).content.decode()
    assert (
        page.count("Ein späteres Aufheben kostet 4,95\xa0€ einmalig.") == 7
    )  # of 11: 2 are set, 2 are lifted free
    checked = configure(here, KIND, protected, {"barriers": [ROAMING_DATA]}).content.decode()
    assert "können bis zu 3 € pro Minute kosten" in checked
    assert "Kostenpflichtig beauftragen" in checked
    placed = order(here, KIND, protected, {"barriers": [ROAMING_DATA]})
    assert placed.one_off == Decimal("9.90")  # twice 4.95


def test_d6_barring_numbers_is_free_whatever_a_price_list_says(here, erika):
    load_changed(mobil_barrier_0900={"setPrice": {"unit": "EUR", "value": "5.00"}})
    assert order(here, KIND, give_mobile(erika), {"barriers": [N0900]}).one_off == 0


def test_d6_what_a_wider_barrier_bars_is_not_barred_twice(here, protected):
    page = unescape(refused(here, KIND, protected, {"barriers": [ROAMING_DATA, PREMIUM, N0900]}))
    assert "„0900-Nummern“ ist mit „Alle Sonderrufnummern“ schon gesperrt." in page
    assert "das Aufheben zweimal bezahlen" in page
    give_option(protected, N0900)  # what is set already may stay
    order(here, KIND, protected, {"barriers": [ROAMING_DATA, PREMIUM, N0900]})


def test_d6_a_card_for_data_only_bars_data_and_third_parties(here, surf_sim):
    page = here.get(base(KIND, surf_sim)).content.decode()
    assert page.count('name="barriers"') == 2
    refused(here, KIND, surf_sim, {"barriers": [N0900]})
    until_done(order(here, KIND, surf_sim, {"barriers": ["mobil-barrier-third-party"]}))
    assert barriers_of(surf_sim) == {"mobil-barrier-third-party": (THIRD_WORKING_DAY, None)}


def test_a_failed_order_changes_no_barrier(here, protected):
    placed = order(here, KIND, protected, {"barriers": [N0900]})
    assert let_fail(placed).state == OrderState.FAILED
    assert barriers_of(protected) == {ROAMING_DATA: (SINCE, None)}
