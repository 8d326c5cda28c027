"""Error pages say what happened, what did not, what to do next, and the hotline; in the portal's look."""

from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client, RequestFactory

from portal.shell.views import errors

HOTLINE = "0800 000 0000"


def test_404_in_the_look_of_the_portal(client: Client, db):
    answer = client.get("/gibt-es-nicht/")
    assert answer.status_code == 404
    assert "Diese Seite gibt es nicht" in answer.text
    assert "Ihre Verträge und Daten sind davon nicht betroffen." in answer.text
    assert HOTLINE in answer.text
    assert "css/portal" in answer.text


def test_csrf_failure_says_that_nothing_was_done(db):
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/sprache/", {"language": "en"})
    assert answer.status_code == 403
    assert "Dieses Formular war zu lange offen" in answer.text
    assert "Was Sie abgeschickt haben, wurde nicht ausgeführt." in answer.text
    assert "language" not in client.session


@pytest.mark.parametrize(
    ("view", "status", "title"),
    [
        (errors.bad_request, 400, "Diese Anfrage konnten wir nicht lesen"),
        (errors.forbidden, 403, "Ihr Zugang darf diese Seite nicht öffnen"),
        (errors.not_found, 404, "Diese Seite gibt es nicht"),
        (errors.csrf_failure, 403, "Dieses Formular war zu lange offen"),
    ],
)
def test_handlers_work_on_requests_that_no_middleware_saw(view, status, title):
    """No session, no access, no database."""
    answer = view(RequestFactory().get("/x/"))
    assert answer.status_code == status
    assert title in answer.text
    assert HOTLINE in answer.text


def test_500_needs_no_context_and_no_database():
    """Without the db fixture any query would fail."""
    answer = errors.server_error(RequestFactory().get("/x/"))
    assert answer.status_code == 500
    assert "Bei uns ist etwas schiefgegangen" in answer.text
    assert HOTLINE in answer.text
    english = errors.server_error(RequestFactory().get("/x/", headers={"Accept-Language": "en-GB,de;q=0.5"}))
    assert "Something went wrong on our side" in english.text
    assert '<html lang="en">' in english.text


def test_500_even_when_its_template_fails(monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError("no manifest")

    monkeypatch.setattr(errors, "plain_page", broken)
    answer = errors.server_error(RequestFactory().get("/x/"))
    assert answer.status_code == 500
    assert HOTLINE in answer.text


def test_maintenance_page_stands_alone(tmp_path: Path):
    call_command("write_maintenance_page", tmp_path / "wartung")
    page = (tmp_path / "wartung" / "index.html").read_text()
    assert "Wir arbeiten gerade am Portal" in page
    assert "/wartung/wartung.css" in page
    assert "/static/" not in page
    assert "--brand-light:#00677f" in (tmp_path / "wartung" / "wartung.css").read_text()
