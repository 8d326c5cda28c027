"""Mobile numbers from the login page on: overview, number, usage, services (D1, D4, D8, D9)."""

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from contracts.models import Product
from mobile.models import ServiceSettings, SimState, UsageKind
from portal.lib.periods import add_months, berlin_day, first_of_month
from tests.browser.accessible import assert_accessible
from tests.browser.doors import follow, log_in
from tests.cast import Person
from tests.contracts.catalogue_data import load_demo_catalogue
from tests.contracts.owned import give_option
from tests.mobile.cast import give_mobile, give_sim
from tests.mobile.shown import GB, put_sim_into

pytestmark = pytest.mark.django_db(transaction=True)


def count(product: Product, kind: str, used: int, allowance: int | None, *, back: int = 0) -> None:
    """A counter of the present month or of one before; the browser's clock is the real one."""
    start = add_months(first_of_month(berlin_day(timezone.now())), -back)
    product.usage.create(
        period_start=start,
        period_end=add_months(start, 1),
        kind=kind,
        used=used,
        allowance=allowance,
        throttled_from=timezone.now() if allowance and used >= allowance else None,
        as_of=timezone.now(),
    )


@pytest.fixture
def flat(erika: Person) -> Product:
    """All Net Flat with a MultiCard pair and a year of usage; beside it a data-only card to be activated."""
    load_demo_catalogue()
    product = give_mobile(erika, "mobil-allnet-3-24")
    give_sim(product, position=2)
    give_option(product, "mobil-barrier-roaming-data")
    for back in range(13):
        count(
            product, UsageKind.DATA, 3 * GB if back == 4 else (back * 17 % 29) * GB // 10, 3 * GB, back=back
        )
        count(product, UsageKind.MINUTES, 60 * (40 + back * 13 % 70), None, back=back) if back else None
    product.usage.filter(kind=UsageKind.DATA, period_start=first_of_month(berlin_day(timezone.now()))).update(
        used=24 * GB // 10
    )
    surf = give_mobile(erika, "mobil-surfsim-3-24", mobile_number="+4915112345679")
    put_sim_into(surf, SimState.INACTIVE)
    count(surf, UsageKind.DATA, 3 * GB, 3 * GB)
    return product


def test_d1_every_number_with_its_cards_and_what_to_do(page: Page, erika: Person, flat: Product):
    log_in(page, erika.number, erika.password)
    glance = page.get_by_role("region", name="Verbrauch im Mobilfunk")
    expect(glance).to_contain_text("01511 2345679")
    expect(glance).to_contain_text("3 GB von 3 GB")
    follow(page, "/mobilfunk/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Mobilfunknummern")
    expect(page.get_by_role("article")).to_have_count(2)
    first = page.get_by_role("article", name="01511 2345678")
    for text in ("Mobil All Net Flat LTE 3 GB", "2,4 GB von 3 GB", "Karten (MultiCard)", "Daten im Ausland"):
        expect(first).to_contain_text(text)
    second = page.get_by_role("article", name="01511 2345679")
    expect(second).to_contain_text("noch nicht aktiviert")
    expect(second).to_contain_text("höchstens 32 kbit/s")
    assert_accessible(page)

    first.get_by_role("link", name="01511 2345678", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("01511 2345678")
    expect(page.get_by_role("region", name="SIM-Karten")).to_contain_text("Karte 2")
    expect(page.get_by_role("region", name="Ihr Tarif")).to_contain_text("bis zu 50 Mbit/s im Download")
    assert_accessible(page)


def test_d4_a_lost_card_is_one_key_away(page: Page, erika: Person, flat: Product):
    log_in(page, erika.number, erika.password)
    page.goto(f"/mobilfunk/{flat.pk}/")
    link = page.get_by_role("link", name="Karte verloren?")
    link.focus()
    page.keyboard.press("Enter")
    help_with_loss = page.get_by_role("region", name="Karte verloren oder gestohlen?")
    expect(help_with_loss).to_be_in_viewport()
    expect(help_with_loss).to_be_focused()
    expect(help_with_loss).to_contain_text("0800 000 0001")
    expect(help_with_loss).to_contain_text("+49 511 0000 0001")


def test_d8_usage_month_by_month(page: Page, erika: Person, flat: Product):
    log_in(page, erika.number, erika.password)
    page.goto("/mobilfunk/")
    page.get_by_role("article", name="01511 2345678").get_by_role("link", name="Verbrauch").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Verbrauch")
    expect(page.get_by_role("img", name="Mobiles Internet nach Monaten (GB)")).to_be_visible()
    table = page.get_by_role("table", name="Was Sie von Ihren Kontingenten verbraucht haben")
    expect(table.get_by_role("row")).to_have_count(14)
    expect(table.get_by_role("row").nth(1)).to_contain_text("2,4 GB von 3 GB")
    expect(table.get_by_role("row").nth(5)).to_contain_text("langsamer seit")
    assert_accessible(page)


def test_d9_services_and_their_figures(page: Page, erika: Person, flat: Product):
    ServiceSettings.objects.create(product=flat, caller_id_suppressed=True)
    log_in(page, erika.number, erika.password)
    page.goto(f"/mobilfunk/{flat.pk}/")
    page.get_by_role("link", name="Alle Dienste und was sie bedeuten").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Dienste Ihrer Rufnummer")
    expect(page.get_by_role("region", name="Mailbox")).to_contain_text("bis zu 50 Nachrichten")
    expect(page.get_by_role("region", name="Anzeige Ihrer Rufnummer")).to_contain_text("*31#")
    assert_accessible(page)
    page.get_by_role("navigation", name="Sie sind hier").get_by_role("link", name="01511 2345678").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("01511 2345678")


def test_d1_mobile_pages_on_a_phone(new_page, erika: Person, flat: Product):
    phone = new_page(viewport={"width": 390, "height": 844}, has_touch=True)
    log_in(phone, erika.number, erika.password)
    for address in ("", f"{flat.pk}/", f"{flat.pk}/verbrauch/", f"{flat.pk}/dienste/"):
        phone.goto(f"/mobilfunk/{address}")
        assert phone.evaluate("document.documentElement.scrollWidth") == 390
        assert_accessible(phone)
