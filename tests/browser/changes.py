"""Every kind of order as a customer orders it: link, form, check page, button; and what the portal tells then (C8)."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time

import time_machine
from playwright.sync_api import Page, expect

from contracts.models import Order, Product
from portal.lib.periods import BERLIN
from tests.contracts.orders.ordering import carrier_works

ORDER = "order"  # as a place to look at: the order's own page
NUMBER = re.compile(r"/auftraege/([^/]+)/bestaetigung/$")


@dataclass(frozen=True)
class Change:
    """What is ordered and filled in, and a pattern of what stands on a page once it is done, and not before.

    Without `on` the kind is about the customer number, and `start` is the page that links to its form. `place` is the
    page to look at: by default the product's, `ORDER` the order's. Texts are read as they stand in the page's source:
    a term and its value follow each other without a space.
    """

    slug: str
    on: Product | None
    tells: str
    answers: Mapping[str, object] = field(default_factory=dict)
    start: str = ""
    place: str = ""

    @property
    def link_page(self) -> str:
        return f"/vertraege/{self.on.pk}/" if self.on else self.start

    def place_of(self, number: str) -> str:
        """The address of the page that tells of it."""
        return f"/auftraege/{number}/" if self.place == ORDER else self.place or self.link_page


def order_and_see(page: Page, changes: Sequence[Change]) -> list[str]:
    """Order them one after the other; the carrier does its work; then the pages tell what is new. Their numbers."""
    numbers = [place(page, change) for change in changes]
    places = [change.place_of(number) for change, number in zip(changes, numbers, strict=True)]
    before = texts_of(page, places)
    carrier_is_done(numbers)
    after = texts_of(page, places)
    for change, address in zip(changes, places, strict=True):
        assert not re.search(change.tells, before[address]), (
            f"{change.slug}: it stands on {address} too early"
        )
        assert re.search(change.tells, after[address]), f"{change.slug}: {address} tells\n{after[address]}"
    see_done(page, numbers)
    return numbers


def place(page: Page, change: Change) -> str:
    """From the page with the link to the confirmation; the number of the order."""
    open_form(page, change)
    for name, value in change.answers.items():
        fill_in(page, name, value)
    page.get_by_role("button", name="Weiter: Auftrag prüfen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bitte prüfen Sie Ihren Auftrag")
    page.locator("form[action$='/beauftragen/'] button").click()
    return confirmed(page)


def open_form(page: Page, change: Change) -> None:
    page.goto(change.link_page)
    address = f"/bestellen/{change.slug}/" + (f"{change.on.pk}/" if change.on else "")
    page.get_by_role("main").locator(f"a[href^='{address}']").first.click()
    page.wait_for_url(re.compile(f"/bestellen/{change.slug}/"))


def confirmed(page: Page) -> str:
    """The confirmation names the order: its number."""
    page.wait_for_url(NUMBER)
    found = NUMBER.search(page.url)
    assert found
    expect(page.get_by_role("heading", level=2, name=found[1])).to_be_visible()
    return found[1]


def fill_in(page: Page, name: str, value: object) -> None:
    """Type, tick or choose, as the field wants it. `value`: a text; for boxes True, or what is ticked among several."""
    fields = page.get_by_role("main").locator(f"[name='{name}']:not([type='hidden'])")
    kind = fields.first.evaluate("field => field.type")
    if kind == "radio":
        fields.and_(page.locator(f"[value='{value}']")).check()
    elif isinstance(value, tuple):
        for box in fields.all():
            box.set_checked(box.get_attribute("value") in value)
    elif kind == "checkbox":
        fields.first.set_checked(bool(value))
    elif kind == "select-one":
        fields.first.select_option(str(value))
    else:
        fields.first.fill(str(value))


def texts_of(page: Page, addresses: Sequence[str]) -> dict[str, str]:
    """What each of these pages says, what a click would unfold included."""
    found = {}
    for address in dict.fromkeys(addresses):
        page.goto(address)
        found[address] = " ".join((page.get_by_role("main").text_content() or "").split())
    return found


def carrier_is_done(numbers: Sequence[str]) -> None:
    """The simulator does all of these orders, by the day of the last one."""
    carrier_works()
    days = Order.objects.filter(number__in=numbers).values_list("activation_on", flat=True)
    with time_machine.travel(datetime.combine(max(filter(None, days)), time(12), BERLIN), tick=False):
        carrier_works()


def see_done(page: Page, numbers: Sequence[str]) -> None:
    """The list of orders says that they are done."""
    page.goto("/auftraege/")
    for number in numbers:
        expect(page.get_by_role("row").filter(has_text=number)).to_contain_text("erledigt")
