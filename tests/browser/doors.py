"""What people do at the doors, in a browser, and the mails they read meanwhile."""

import re

from playwright.sync_api import Page, expect


def log_in(page: Page, number: str, password: str) -> None:
    """Open the login page, type number and password, press the button."""
    page.goto("/anmelden/")
    type_in(page, number, password)


def type_in(page: Page, number: str, password: str) -> None:
    page.get_by_label("Kundennummer").fill(number)
    page.get_by_label("Kennwort", exact=True).fill(password)
    page.get_by_role("main").get_by_role("button", name="Anmelden").click()


def follow(page: Page, address: str) -> None:
    """Choose a page from the main navigation; sections with several links are menus."""
    link = page.locator(f"a[href='{address}']")
    bar = page.locator(".nav-bar")
    expect(bar).to_be_visible()
    menu = bar.locator("details").filter(has=link)
    if menu.count():
        menu.locator("summary").click()
    bar.locator(link).click()


def choose_password(page: Page, password: str) -> None:
    page.get_by_label("Neues Kennwort", exact=True).fill(password)
    page.get_by_label("Neues Kennwort wiederholen").fill(password)
    page.get_by_role("button", name="Kennwort speichern").click()


class Mailbox:
    """Somebody's mailbox, read at /demo/post/ in a browser of its own (fixture `demo_mode`)."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address

    def subjects(self) -> list[str]:
        """What arrived, newest first."""
        self.page.goto(f"/demo/post/?an={self.address}")
        return self.page.get_by_role("main").get_by_role("rowheader").all_inner_texts()

    def open(self, position: int = 0) -> str:
        """Open a mail, 0 is the newest; its text."""
        self.page.goto(f"/demo/post/?an={self.address}")
        self.page.get_by_role("main").get_by_role("rowheader").nth(position).get_by_role("link").click()
        return self.page.locator(".mail-text").inner_text()

    def follow_link(self, position: int = 0) -> Page:
        """Click on the confirmation link of a mail."""
        self.open(position)
        self.page.locator(".mail-text a[href*=bestaetigen]").click()
        return self.page

    def confirm(self, position: int = 0) -> Page:
        """Follow the link and press its button."""
        self.follow_link(position).get_by_role("button", name="E-Mail-Adresse bestätigen").click()
        return self.page

    def code(self) -> str:
        """The one-time password in the newest mail."""
        return re.search(r"^[A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4}$", self.open(), re.MULTILINE)[0]
