"""C10, K1: the catalogue in the service centre: read by those it concerns, loaded by the catalogue group."""

import json
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from contracts.models import CatalogueVersion
from portal.audit.models import AuditEntry
from portal.shell.staff_groups import StaffGroup
from tests.contracts.catalogue_data import demo_content, lawful_content, load_demo_catalogue
from tests.staff.people import enter, make_staff

LIST = "/verwaltung/contracts/catalogueversion/"
CHECK = f"{LIST}pruefen/"
LOAD = f"{LIST}laden/"


@pytest.fixture
def keeper(db: None) -> Client:
    return enter(make_staff("katja", StaffGroup.CATALOGUE))


def upload(client: Client, content: object) -> str:
    """The page after the check."""
    file = SimpleUploadedFile("catalogue.json", json.dumps(content).encode(), "application/json")
    answer = client.post(CHECK, {"file": file})
    assert answer.status_code == 200
    return answer.content.decode()


def hash_in(page: str) -> str:
    return page.split('name="sha256" value="')[1].split('"')[0]


@pytest.mark.parametrize(
    ("group", "page", "check"),
    [
        (StaffGroup.CATALOGUE, 200, 200),
        (StaffGroup.LEAD, 200, 403),
        (StaffGroup.AUDITOR, 200, 403),
        (StaffGroup.SERVICE, 403, 403),
        (StaffGroup.BILLING, 403, 403),
    ],
)
def test_k1_the_catalogue_is_open_to_the_groups_that_need_it(db, group: StaffGroup, page: int, check: int):
    version = load_demo_catalogue()
    client = enter(make_staff(group.value, group))
    for path in (LIST, f"{LIST}{version.pk}/change/"):
        assert client.get(path).status_code == page
    assert client.get(CHECK).status_code == check
    assert client.post(LOAD, {"sha256": "0"}).status_code == (302 if check == 200 else 403)
    assert (f'href="{CHECK}"' in client.get(LIST).content.decode()) == (check == 200)


def test_c10_a_version_is_shown_with_its_warnings_and_entries(keeper: Client):
    version = load_demo_catalogue()
    CatalogueVersion.objects.filter(pk=version.pk).update(
        warnings=[
            {
                "code": "term-too-long",
                "severity": "warning",
                "entry": "dsl-50-24",
                "message": "“%(entry)s”: the minimum term for consumers is longer than 24 months.",
                "values": {},
                "law": "§ 56 (1) TKG",
            }
        ]
    )
    page = keeper.get(f"{LIST}{version.pk}/change/").content.decode()
    assert "„dsl-50-24“: Die Mindestlaufzeit für Verbraucher ist länger als 24 Monate. (§ 56 (1) TKG)" in page
    for text in ("Glasfaser 1000", "34,90\u00a0€", "24 Monate", "fon-barrier-0900", "Kunden werben Kunden"):
        assert text in page
    assert 'name="_save"' not in page


def test_c10_nobody_changes_or_deletes_a_version(keeper: Client):
    version = load_demo_catalogue()
    assert keeper.post(f"{LIST}{version.pk}/change/", {"version": "x"}).status_code == 403
    assert keeper.post(f"{LIST}{version.pk}/delete/", {"post": "yes"}).status_code == 403
    assert keeper.get(f"{LIST}add/").status_code == 403
    assert keeper.get(f"{LIST}999999/change/").status_code == 302


def test_c10_a_file_is_checked_first_and_then_loaded(keeper: Client):
    content = lawful_content()
    content["productOffering"][0]["productOfferingTerm"]["minimum"]["amount"] = 36
    page = upload(keeper, content)
    assert "„dsl-16-24“: Die Mindestlaufzeit für Verbraucher ist länger als 24 Monate. (§ 56 (1) TKG)" in page
    assert not CatalogueVersion.objects.exists()
    answer = keeper.post(LOAD, {"sha256": hash_in(page)})
    version = CatalogueVersion.objects.get()
    assert answer["Location"] == f"{LIST}{version.pk}/change/"
    assert [finding["code"] for finding in version.warnings] == ["term-too-long"]
    entry = AuditEntry.objects.get(action="catalogue.loaded")
    assert (entry.actor_name, entry.subject_id) == ("katja", str(version.pk))


def test_c10_a_file_with_errors_offers_no_way_on(keeper: Client):
    content = demo_content()
    content["barrierGroup"][0]["setPrice"]["value"] = "2.00"
    page = upload(keeper, content)
    assert "§ 61 TKG" in page
    assert "sha256" not in page


def test_c10_a_file_of_another_form_is_told_what_is_wrong(keeper: Client):
    content = demo_content()
    content["productOffering"][0]["colour"] = "blue"
    page = upload(keeper, content)
    assert "productOffering[0].colour: ist kein Feld des Formats." in page
    assert "sha256" not in page


def test_c10_an_empty_form_and_a_large_file_are_refused(keeper: Client):
    assert "error" in keeper.post(CHECK, {}).content.decode()
    large = SimpleUploadedFile("large.json", b" " * (5 * 1024 * 1024 + 1), "application/json")
    assert "größer als 5 MB" in keeper.post(CHECK, {"file": large}).content.decode()


def test_c10_only_who_checked_a_file_loads_it(keeper: Client):
    digest = hash_in(upload(keeper, demo_content()))
    colleague = enter(make_staff("konrad", StaffGroup.CATALOGUE))
    assert colleague.post(LOAD, {"sha256": digest})["Location"] == CHECK
    assert keeper.post(LOAD, {"sha256": "unknown"})["Location"] == CHECK
    assert not CatalogueVersion.objects.exists()


def test_c10_what_collides_with_another_version_is_told_on_loading(keeper: Client):
    load_demo_catalogue()
    content = demo_content()
    tomorrow = timezone.localdate() + timedelta(days=1)
    content["catalogue"]["validFrom"] = tomorrow.isoformat()
    answer = keeper.post(LOAD, {"sha256": hash_in(upload(keeper, content))})
    assert "wurde schon mit anderem Inhalt geladen" in answer.content.decode()
    assert CatalogueVersion.objects.count() == 1


def queries_of_list(client: Client) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(LIST).status_code == 200
    return len(queries)


def test_c10_the_list_asks_as_often_for_three_versions_as_for_one(keeper: Client):
    first = load_demo_catalogue()
    with_one = queries_of_list(keeper)
    for year in (2001, 2002):
        CatalogueVersion.objects.create(
            version=f"old-{year}",
            valid_from=date(year, 1, 1),
            valid_to=date(year, 2, 1),
            content={},
            sha256=str(year) * 16,
            loaded_at=first.loaded_at,
        )
    assert queries_of_list(keeper) == with_one
