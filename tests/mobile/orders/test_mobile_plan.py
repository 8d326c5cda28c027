"""Another mobile plan: what ends, what stays, and the term (C8, D1, D2, § 66 (3) TKG)."""

from datetime import date
from decimal import Decimal

import pytest
import time_machine

from contracts.models import Product, ProductOption, ProductStatus
from contracts.orders.states import OrderState
from mobile.models import ServiceSettings, SimCard
from tests.cast import log_in
from tests.contracts.catalogue_data import demo_content
from tests.contracts.orders.failing import let_fail
from tests.contracts.orders.ordering import base, configure, mail_of, order, refused, until_done
from tests.contracts.orders.versions import change_catalogue
from tests.contracts.owned import give_option
from tests.mobile.cast import give_mobile, give_sim

ALLNET = {"offering": "mobil-allnet-2-24"}
SURF = {"offering": "mobil-surfsim-1-24"}


def codes(product: Product, day: date) -> set[str]:
    return set(ProductOption.objects.filter(product=product).valid_on(day).values_list("code", flat=True))


@pytest.fixture
def community(erika, catalogue) -> Product:
    return give_mobile(erika, "mobil-community-24", minimum_term_ends_on=date(2027, 5, 31))


def test_the_running_term_goes_on(here, community):
    page = configure(here, "mobile-plan", community, ALLNET).content.decode()
    assert "31.05.2027" in page
    for fact in ("2 GB", "50 Mbit/s", "32 Mbit/s", "32 kbit/s", "alle SMS"):
        assert fact in page, fact
    placed = order(here, "mobile-plan", community, ALLNET)
    assert (placed.monthly, placed.one_off) == (Decimal("19.95"), Decimal("0.00"))
    assert (placed.quote["replaces"], placed.quote["minimumMonths"]) == ("4.95", 0)
    assert placed.activation_on == date(2026, 11, 24)
    assert placed.summary_sha256
    assert "24.11.2026" in mail_of(placed).text
    community.refresh_from_db()
    assert community.offering == "mobil-community-24"
    assert until_done(placed).state == OrderState.COMPLETED
    community.refresh_from_db()
    assert (community.offering, community.monthly_price) == ("mobil-allnet-2-24", Decimal("19.95"))
    assert community.minimum_term_ends_on == date(2027, 5, 31)
    assert SimCard.objects.filter(product=community).count() == 1


def test_a_failing_order_changes_nothing(here, community):
    give_option(community, "mobil-data-300")
    let_fail(order(here, "mobile-plan", community, ALLNET))
    community.refresh_from_db()
    assert community.offering == "mobil-community-24"
    assert codes(community, date(2026, 11, 24)) == {"mobil-data-300"}


def test_data_package_and_what_is_not_offered_end(here, community):
    for code in ("mobil-data-300", "mobil-minuten-50", "mobil-barrier-roaming-data"):
        give_option(community, code)
    page = configure(here, "mobile-plan", community, ALLNET).content.decode()
    assert "endet Ihr Datenpaket „Mobil Data 300 MB“" in page
    assert "„Mobil Freiminuten 50“: Bei" in page or "endet „Mobil Freiminuten 50“" in page
    until_done(order(here, "mobile-plan", community, ALLNET))
    assert codes(community, date(2026, 11, 23)) == {
        "mobil-data-300",
        "mobil-minuten-50",
        "mobil-barrier-roaming-data",
    }
    assert codes(community, date(2026, 11, 24)) == {"mobil-barrier-roaming-data"}


def test_to_a_plan_without_data_there_is_a_warning(here, erika, catalogue):
    smart = give_mobile(erika)
    answers = {"offering": "mobil-community-24"}
    page = configure(here, "mobile-plan", smart, answers).content.decode()
    assert "Dieser Tarif hat kein Datenpaket" in page


def test_a_cheaper_plan_waits_for_the_end_of_the_term(here, erika, catalogue):
    smart = give_mobile(erika, minimum_term_ends_on=date(2027, 5, 31))
    form = here.get(
        base("mobile-plan", smart)
    ).content.decode()  # the form says so before anybody chooses in vain
    assert "nach dem Ende Ihrer Mindestlaufzeit am 31.05.2027" in form
    assert "zurzeit nicht möglich" in form
    page = refused(here, "mobile-plan", smart, {"offering": "mobil-community-24"})
    assert "nach dem Ende Ihrer Mindestlaufzeit am 31.05.2027" in page


def test_a_longer_term_begins_only_with_consent(here, erika, catalogue):
    flex = give_mobile(erika, "mobil-smart-lte-flex")
    page = refused(here, "mobile-plan", flex, ALLNET)
    assert "Mindestlaufzeit von 24 Monaten" in page
    assert "Mobil All Net Flat LTE 2 GB Flex" in page
    placed = order(here, "mobile-plan", flex, {**ALLNET, "consent_24": "on"})
    assert placed.quote["minimumTermEndsOn"] == "2028-11-23"
    until_done(placed)
    flex.refresh_from_db()
    assert flex.minimum_term_ends_on == date(2028, 11, 23)


def test_without_a_term_none_begins(here, erika, catalogue):
    flex = give_mobile(erika, "mobil-smart-lte-flex")
    placed = order(here, "mobile-plan", flex, {"offering": "mobil-allnet-2-flex"})
    assert placed.quote["minimumTermEndsOn"] is None
    until_done(placed)
    flex.refresh_from_db()
    assert (flex.offering, flex.minimum_term_ends_on) == ("mobil-allnet-2-flex", None)


# To a card for data only: another operator's catalogue may allow it


@pytest.fixture
def to_data_only(community) -> Product:
    content = demo_content()
    for offering in content["productOffering"]:
        if offering["id"] == "mobil-community-24":
            offering["productOfferingRelationship"].append(
                {"relationshipType": "changesTo", "id": "mobil-surfsim-1-24"}
            )
    change_catalogue(content)
    return community


def test_what_is_about_calls_ends(here, to_data_only):
    give_option(to_data_only, "mobil-sms-50")
    page = configure(here, "mobile-plan", to_data_only, SURF).content.decode()
    assert "Rufumleitung und Mailbox enden" in page
    assert "„Mobil SMS 50“" in page
    until_done(order(here, "mobile-plan", to_data_only, SURF))
    assert codes(to_data_only, date(2026, 11, 24)) == set()


def test_while_all_calls_are_forwarded_it_is_refused(here, to_data_only):
    ServiceSettings.objects.create(product=to_data_only, forward_always=True)
    assert "schalten Sie die Rufumleitung zuerst aus" in refused(here, "mobile-plan", to_data_only, SURF)


def test_more_cards_than_the_new_plan_has_are_refused(here, to_data_only):
    give_sim(to_data_only, position=2)
    assert "höchstens 1 SIM-Karte, Sie haben 2" in refused(here, "mobile-plan", to_data_only, SURF)


def test_a_terminated_contract_keeps_its_plan(here, community):
    Product.objects.filter(pk=community.pk).update(
        status=ProductStatus.PENDING_TERMINATE, ends_on=date(2027, 5, 31)
    )
    page = here.get(base("mobile-plan", community))
    assert page.status_code == 409
    assert "Dieser Vertrag ist gekündigt" in page.content.decode()


def test_plans_that_it_cannot_become_are_not_available(here, community):
    assert "nicht verfügbar" in refused(here, "mobile-plan", community, {"offering": "mobil-allnet-2-flex"})


def test_who_withdraws_has_plan_and_data_package_again(here, erika, community):
    give_option(community, "mobil-data-300")
    placed = order(here, "mobile-plan", community, ALLNET)
    until_done(placed)
    with time_machine.travel("2026-11-27 10:00+01:00", tick=False):
        log_in(here, erika.login)
        withdrawn = order(here, "withdrawal", community, {"order": placed.number})
    until_done(withdrawn)
    community.refresh_from_db()
    assert (community.offering, community.monthly_price) == ("mobil-community-24", Decimal("4.95"))
    assert community.minimum_term_ends_on == date(2027, 5, 31)
    assert codes(community, date(2026, 11, 30)) == set()
    assert codes(community, withdrawn.activation_on) == {"mobil-data-300"}
