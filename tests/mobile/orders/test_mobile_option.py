"""Options of a mobile contract: at most one data package, and what needs a line (C8, D2)."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from contracts.models import Product, ProductOption, ProductStatus
from contracts.orders.ending import end_terminated_products
from contracts.orders.states import OrderState
from portal.audit.models import AuditEntry
from portal.lib.periods import BERLIN
from tests.contracts.catalogue_data import demo_content
from tests.contracts.orders.failing import let_fail
from tests.contracts.orders.ordering import base, configure, mail_of, order, refused, until_done
from tests.contracts.orders.versions import change_catalogue
from tests.contracts.owned import give, give_option
from tests.mobile.cast import give_mobile

BESIDE = "mobil-festnetz-zu-mobil"


def add(code: str) -> dict[str, str]:
    return {"change": f"add:{code}"}


def end(code: str) -> dict[str, str]:
    return {"change": f"remove:{code}"}


def codes(product: Product, day: date) -> set[str]:
    return set(ProductOption.objects.filter(product=product).valid_on(day).values_list("code", flat=True))


def test_minutes_are_added(here, contract):
    placed = order(here, "mobile-option", contract, add("mobil-minuten-50"))
    assert placed.activation_on == date(2026, 11, 24)
    assert (placed.monthly, placed.one_off) == (Decimal("3.95"), Decimal("0.00"))
    assert "24.11.2026" in mail_of(placed).text
    assert until_done(placed).state == OrderState.COMPLETED
    assert codes(contract, date(2026, 11, 23)) == set()
    assert codes(contract, date(2026, 11, 24)) == {"mobil-minuten-50"}


def test_a_failing_order_adds_nothing(here, contract):
    let_fail(order(here, "mobile-option", contract, add("mobil-sms-50")))
    assert not ProductOption.objects.exists()


def test_more_minutes_take_the_place_of_fewer(here, contract):
    give_option(contract, "mobil-minuten-50")
    page = configure(here, "mobile-option", contract, add("mobil-minuten-100")).content.decode()
    assert "tritt an die Stelle" in page or "ersetzt" in page
    until_done(order(here, "mobile-option", contract, add("mobil-minuten-100")))
    assert codes(contract, date(2026, 11, 24)) == {"mobil-minuten-100"}


def test_three_months_to_the_end_of_a_month(here, contract):
    give_option(contract, "mobil-sms-100")
    page = configure(here, "mobile-option", contract, end("mobil-sms-100")).content.decode()
    assert "3 Monate Kündigungsfrist zum Monatsende" in page
    assert "28.02.2027" in page  # 20 November + 3 months is 20 February
    placed = order(here, "mobile-option", contract, end("mobil-sms-100"))
    assert placed.activation_on == date(2027, 3, 1)
    until_done(placed)
    assert codes(contract, date(2027, 2, 28)) == {"mobil-sms-100"}
    assert codes(contract, date(2027, 3, 1)) == set()


# One data package (D2)


def test_a_data_package_beside_the_one_of_the_plan_is_refused(here, contract):
    form = here.get(base("mobile-option", contract)).content.decode()
    assert "zurzeit nicht möglich" in form
    page = refused(here, "mobile-option", contract, add("mobil-data-300"))
    assert "Ihr Tarif enthält schon ein Datenpaket" in page


def test_a_plan_without_data_gets_one_package(here, erika, catalogue):
    community = give_mobile(erika, "mobil-community-24")
    until_done(order(here, "mobile-option", community, add("mobil-data-300")))
    assert codes(community, date(2026, 11, 24)) == {"mobil-data-300"}
    page = refused(here, "mobile-option", community, add("mobil-data-300"))
    assert "nicht verfügbar" in page  # it is there already


def second_package() -> None:
    """A catalogue with another data package that does not replace the first one."""
    content = demo_content()
    first = next(o for o in content["productOption"] if o["id"] == "mobil-data-300")
    content["productOption"].append({**first, "id": "mobil-data-900", "exclusiveGroup": "another"})
    for offering in content["productOffering"]:
        relations = offering.get("productOfferingRelationship", [])
        if any(relation["id"] == "mobil-data-300" for relation in relations):
            relations.append({"relationshipType": "option", "id": "mobil-data-900"})
    change_catalogue(content)


def test_a_second_package_is_refused_with_the_name_of_the_first(here, erika, catalogue):
    second_package()
    community = give_mobile(erika, "mobil-community-24")
    give_option(community, "mobil-data-300")
    page = refused(here, "mobile-option", community, add("mobil-data-900"))
    assert "Sie haben schon „Mobil Data 300 MB“. Je SIM-Karte ist höchstens ein Datenpaket möglich" in page


def test_a_data_only_card_has_no_options_for_calls(here, erika, catalogue):
    content = demo_content()
    for offering in content["productOffering"]:
        if offering["id"] == "mobil-surfsim-1-24":
            offering["productOfferingRelationship"].append(
                {"relationshipType": "option", "id": "mobil-minuten-50"}
            )
    surf = give_mobile(erika, "mobil-surfsim-1-24")
    page = here.get(f"/vertraege/{surf.pk}/").content.decode()
    assert base("mobile-option", surf) not in page
    change_catalogue(content)
    assert "nur für Daten" in here.get(base("mobile-option", surf)).content.decode()


# Fixed to mobile (D2)


def test_fixed_to_mobile_is_refused_without_a_line(here, contract):
    page = refused(here, "mobile-option", contract, add(BESIDE))
    assert "wirkt nur zusammen mit einem Internet- oder Festnetzanschluss" in page


@pytest.mark.parametrize("line", ["dsl-50-24", "fon-flat"])
def test_fixed_to_mobile_beside_a_line(here, erika, contract, line):
    give(erika, line)
    page = configure(here, "mobile-option", contract, add(BESIDE)).content.decode()
    assert "„Festnetz zu Mobil“: Wirkt, weil Sie auch" in page
    until_done(order(here, "mobile-option", contract, add(BESIDE)))
    assert codes(contract, date(2026, 11, 24)) == {BESIDE}


def midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 0, 5, tzinfo=BERLIN)


def test_d2_with_the_last_line_fixed_to_mobile_ends(here, erika, contract):
    line = give(erika, "dsl-50-24")
    give_option(contract, BESIDE)
    check = configure(here, "termination", line, {"when": "next"}).content.decode()
    assert "Ohne diesen Vertrag endet die Option „Festnetz zu Mobil“" in check
    until_done(order(here, "termination", line, {"when": "next"}))
    assert end_terminated_products(now=midnight(date(2026, 12, 20))) == 0
    assert codes(contract, date(2026, 12, 21)) == {BESIDE}
    assert end_terminated_products(now=midnight(date(2026, 12, 21))) == 1
    assert codes(contract, date(2026, 12, 20)) == {BESIDE}
    assert codes(contract, date(2026, 12, 21)) == set()
    assert AuditEntry.objects.filter(action="option.ended").count() == 1


def test_d2_another_line_keeps_it(here, erika, contract):
    line = give(erika, "dsl-50-24")
    give(erika, "fon-flat")
    give_option(contract, BESIDE)
    assert "endet die Option" not in configure(here, "termination", line, {"when": "next"}).content.decode()
    until_done(order(here, "termination", line, {"when": "next"}))
    assert end_terminated_products(now=midnight(date(2026, 12, 21))) == 1
    assert codes(contract, date(2026, 12, 21)) == {BESIDE}


def test_nothing_is_added_to_a_contract_that_ends(here, contract):
    Product.objects.filter(pk=contract.pk).update(
        status=ProductStatus.PENDING_TERMINATE, ends_on=date(2027, 1, 31)
    )
    page = refused(here, "mobile-option", contract, add("mobil-minuten-50"))
    assert "zum 31.01.2027 gekündigt" in page
