"""C10: the catalogue group checks a file, reads what the check found, corrects it and loads it."""

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from contracts.models import CatalogueVersion
from portal.shell.staff_groups import StaffGroup
from tests.browser.service_centre import assert_admin_accessible, log_in_staff
from tests.contracts.catalogue_data import demo_content
from tests.staff.people import make_staff

pytestmark = pytest.mark.django_db(transaction=True)


def write(path: Path, content: dict[str, Any]) -> Path:
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def test_c10_a_file_is_checked_corrected_and_loaded(page: Page, tmp_path: Path):
    content = demo_content()
    content["barrierGroup"][0]["setPrice"]["value"] = "2.00"
    content["productOffering"][0]["productOfferingTerm"]["minimum"]["amount"] = 36
    wrong = write(tmp_path / "wrong.json", content)
    content["barrierGroup"][0]["setPrice"]["value"] = "0.00"
    right = write(tmp_path / "right.json", content)

    log_in_staff(page, make_staff("katja", StaffGroup.CATALOGUE))
    page.goto("/verwaltung/contracts/catalogueversion/")
    page.get_by_role("link", name="Katalog laden").click()
    assert_admin_accessible(page)
    page.get_by_role("button", name="Prüfen").click()
    expect(page.get_by_text("Bitte füllen Sie dieses Feld aus").first).to_be_visible()
    page.get_by_label("Datei mit dem Katalog").set_input_files(wrong)
    page.get_by_role("button", name="Prüfen").click()
    expect(page.get_by_text("„fon-barrier-0900“: Eine Sperre")).to_contain_text("(§ 61 TKG)")
    expect(page.get_by_role("button", name="Diesen Katalog laden")).to_have_count(0)
    assert_admin_accessible(page)
    page.get_by_label("Datei mit dem Katalog").set_input_files(right)
    page.get_by_role("button", name="Andere Datei prüfen").click()
    expect(page.get_by_text("Es gibt Warnungen; sie kann geladen werden.")).to_be_visible()
    assert_admin_accessible(page)
    page.get_by_role("button", name="Diesen Katalog laden").click()
    expect(page.get_by_text("Der Katalog ist geladen.")).to_be_visible()
    expect(page.get_by_text("„dsl-16-24“: Die Mindestlaufzeit")).to_contain_text("(§ 56 (1) TKG)")
    assert_admin_accessible(page)
    assert CatalogueVersion.objects.get().version == "2025-01"
