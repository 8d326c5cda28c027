"""How staff move in the browser: from the login page, with the code their app shows."""

import time

from django_otp.oath import totp
from playwright.sync_api import Page, expect

from accounts.models import Login
from tests.browser.accessible import assert_accessible
from tests.cast import STAFF_PASSWORD

STEP_SECONDS = 30


def code_for(login: Login) -> str:
    """The code of the app; the next one when the present one was used (the server accepts one step ahead)."""
    device = login.totpdevice_set.get()
    ahead = 1 if device.last_t >= int(time.time()) // STEP_SECONDS else 0
    return f"{totp(device.bin_key, drift=ahead):06d}"


def log_in_staff(page: Page, login: Login, path: str = "/verwaltung/") -> None:
    """Open `path`, be sent to the login page, pass both steps."""
    page.goto(path)
    expect(page.get_by_role("heading", level=1)).to_have_text("Servicecenter")
    page.get_by_label("Benutzername").fill(login.identifier)
    page.get_by_label("Kennwort", exact=True).fill(STAFF_PASSWORD)
    page.get_by_role("button", name="Weiter").click()
    page.get_by_label("Code aus Ihrer App").fill(code_for(login))
    page.get_by_role("button", name="Anmelden").click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Servicecenter")


def open_customer(page: Page, words: str, name: str) -> None:
    """Search as staff do and open the customer's page."""
    page.goto("/verwaltung/accounts/customer/")
    page.locator("#searchbar").fill(words)
    page.locator("#searchbar").press("Enter")
    page.get_by_role("link", name=name).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(name)


def assert_admin_accessible(page: Page) -> None:
    """As everywhere; see `preload` there."""
    assert_accessible(page, preload=False)
