"""C10: versions of the catalogue: loaded once, ended by the next, read by day, kept in memory."""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import override

from contracts.catalogue.nodes import CatalogueRefused
from contracts.catalogue.store import NoCatalogue, catalogue_of, load_catalogue, load_content, version_on
from contracts.models import CatalogueVersion
from portal.audit.models import AuditEntry
from portal.audit.trail import system
from tests.contracts.catalogue_data import (
    DEMO_FILE,
    NAMED_BY_THE_CHECK,
    lawful_content,
    load_demo_catalogue,
)

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
ACTOR = system("test")


@pytest.fixture(autouse=True)
def _english():
    with override("en"):
        yield


def file_with(version: str, valid_from: str, **changes: Any) -> bytes:
    content = lawful_content()
    content["catalogue"] |= {"id": version, "validFrom": valid_from}
    return json.dumps(content | changes).encode()


def load(version: str, valid_from: str, **changes: Any) -> CatalogueVersion:
    return load_content(file_with(version, valid_from, **changes), actor=ACTOR, now=NOW)


def test_c10_the_demo_file_is_loaded_with_an_entry_in_the_trail():
    version = load_catalogue(DEMO_FILE, actor=ACTOR, now=NOW)
    assert (version.version, version.valid_from, version.valid_to) == ("2025-01", date(2025, 1, 1), None)
    assert [finding["entry"] for finding in version.warnings] == list(NAMED_BY_THE_CHECK)
    entry = AuditEntry.objects.get(action="catalogue.loaded")
    assert entry.subject_id == str(version.pk)
    assert entry.new == {
        "version": "2025-01",
        "valid_from": "2025-01-01",
        "sha256": version.sha256,
        "warnings": len(NAMED_BY_THE_CHECK),
    }


def test_c10_the_same_file_twice_is_one_version():
    first = load("a", "2026-01-01")
    assert load("a", "2026-01-01") == first
    assert CatalogueVersion.objects.count() == 1
    assert AuditEntry.objects.filter(action="catalogue.loaded").count() == 1


def test_c10_a_new_version_ends_the_one_before():
    first, second = load("a", "2026-01-01"), load("b", "2026-12-01")
    first.refresh_from_db()
    assert (first.valid_to, second.valid_to) == (date(2026, 12, 1), None)
    assert version_on(date(2026, 11, 30))[0] == first.pk
    assert version_on(date(2026, 12, 1))[0] == second.pk


@pytest.mark.parametrize(
    ("version", "valid_from", "reason"),
    [
        ("b", "2026-12-01", "Another version is already valid on 2026-12-01 or later."),
        ("b", "2026-11-25", "Another version is already valid on 2026-11-25 or later."),
        (
            "a",
            "2027-01-01",
            "Version “a” was loaded before with another content. Give the new one another id.",
        ),
        ("b", "2026-11-19", "A new version begins today or later: orders were placed under the old one."),
    ],
)
def test_c10_what_collides_with_another_version_changes_nothing(version: str, valid_from: str, reason: str):
    first = load("a", "2026-12-01")
    with pytest.raises(CatalogueRefused) as refused:
        load(version, valid_from)
    assert refused.value.reasons == [reason]
    assert list(CatalogueVersion.objects.values_list("pk", "valid_to")) == [(first.pk, None)]
    assert AuditEntry.objects.filter(action="catalogue.loaded").count() == 1


def test_c10_a_file_with_errors_is_refused_and_one_with_warnings_is_not():
    content = lawful_content()
    content["productOffering"][0]["productOfferingTerm"]["minimum"]["amount"] = 36
    version = load("a", "2026-12-01", productOffering=content["productOffering"])
    assert [finding["code"] for finding in version.warnings] == ["term-too-long"]
    content["productOption"][0]["productOfferingPrice"][0]["price"]["value"] = "-1.00"
    with pytest.raises(CatalogueRefused) as refused:
        load("b", "2027-12-01", productOption=content["productOption"])
    assert refused.value.reasons == ["A price of “ipv4-fixed” is below zero."]


def test_c10_a_day_without_catalogue_is_told_plainly():
    load_demo_catalogue(date(2026, 1, 1))
    with pytest.raises(NoCatalogue, match="There is no catalogue for this day"):
        version_on(date(2025, 12, 31))


def test_c10_the_content_is_read_once_per_process(django_assert_num_queries):
    version = load_demo_catalogue()
    catalogue_of(version.pk)
    with django_assert_num_queries(1) as queries:
        version_id, catalogue = version_on(date(2026, 11, 20))
    assert (version_id, catalogue.version) == (version.pk, "2025-01")
    assert "content" not in queries[0]["sql"]
    with django_assert_num_queries(0):
        assert catalogue_of(version.pk) is catalogue


def test_c10_the_command_loads_and_checks(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    path = tmp_path / "catalogue.json"
    path.write_text(json.dumps(lawful_content()))
    call_command("load_catalogue", path, "--check")
    assert capsys.readouterr().out == "The catalogue can be loaded.\n"
    assert not CatalogueVersion.objects.exists()
    call_command("load_catalogue", path)
    assert capsys.readouterr().out == "Version 2025-01 is loaded, valid from 2025-01-01.\n"


def test_c10_the_command_names_errors_and_ends_with_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    content = lawful_content()
    content["barrierGroup"][0]["setPrice"]["value"] = "2.00"
    path = tmp_path / "catalogue.json"
    path.write_text(json.dumps(content))
    with pytest.raises(CommandError) as refused:
        call_command("load_catalogue", path)
    assert refused.value.returncode == 1
    sentence = "“fon-barrier-0900”: barring numbers or the bills of others is free of charge. (§ 61 TKG)"
    assert capsys.readouterr().out == f"Error: {sentence}\n"
    path.write_text('{"format": "another"}')
    with pytest.raises(CommandError):
        call_command("load_catalogue", path)
    assert "format: is “another”; allowed are kundencenter-catalogue." in capsys.readouterr().out
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("load_catalogue", tmp_path / "none.json")
    assert not CatalogueVersion.objects.exists()
