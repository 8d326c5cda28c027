"""Issued papers: written once, addressed by content, never changed (architecture, wall 6)."""

import os
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from pathlib import Path
from threading import Barrier, Thread
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection, transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from portal.documents.models import Document
from portal.documents.store import DocumentDamaged, find, keep, open_document, read, sweep_orphans

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
IN_MEMORY = {"BACKEND": "django.core.files.storage.InMemoryStorage"}
PLAIN = "django.core.files.storage.FileSystemStorage"


def issue(subject, content=b"%PDF-1.7 paper", **values):
    arguments = {
        "subject": subject,
        "kind": "pdf",
        "content": content,
        "customer_id": subject.pk,
        "title": "Rechnung 4711",
        "filename": "Rechnung-4711.pdf",
        "content_type": "application/pdf",
        "retain_until": date(2035, 1, 1),
        "now": NOW,
    } | values
    return keep(**arguments)


def files(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


@pytest.mark.django_db
def test_paper_lies_under_its_hash_and_comes_back(erika, data_dir):
    paper = issue(erika.customer)
    assert files(data_dir) == [f"documents/{paper.sha256[:2]}/{paper.sha256}"]
    assert read(paper) == b"%PDF-1.7 paper"
    assert paper.size == 14
    assert find(erika.customer, "pdf") == paper
    assert find(erika.customer, "xml") is None


@pytest.mark.django_db
@hypothesis_settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=25
)
@given(pieces=st.lists(st.binary(max_size=200), max_size=8))
def test_any_content_in_any_pieces_comes_back(erika, pieces):
    paper = issue(erika.customer, iter(pieces), kind=uuid4().hex[:30])
    assert read(paper) == b"".join(pieces)
    with open_document(paper) as file:
        assert file.read() == b"".join(pieces)


@pytest.mark.django_db
def test_first_writer_wins(erika, data_dir):
    first = issue(erika.customer, b"first")
    assert issue(erika.customer, b"second") == first
    assert read(first) == b"first"
    assert len(files(data_dir)) == 1


@pytest.mark.django_db
def test_same_content_is_stored_once(erika, firma, data_dir):
    one, other = issue(erika.customer), issue(firma.customer)
    assert one != other
    assert one.sha256 == other.sha256
    assert len(files(data_dir)) == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("contents", [(b"same", b"same"), (b"one", b"two")])
def test_two_writers_at_once_get_the_same_paper(erika, contents):
    barrier, papers = Barrier(2), []

    def write(content):
        barrier.wait()
        papers.append(issue(erika.customer, content))
        connection.close()

    threads = [Thread(target=write, args=[content]) for content in contents]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert len(papers) == 2
    assert papers[0] == papers[1] == Document.objects.get()
    assert read(papers[0]) in contents


@pytest.mark.django_db
def test_file_is_whole_before_the_row_is_there(erika, data_dir, monkeypatch):
    seen = []
    real = Document.objects.bulk_create.__func__

    def spy(manager, papers, **options):
        seen.extend(files(data_dir))
        return real(manager, papers, **options)

    monkeypatch.setattr(type(Document.objects), "bulk_create", spy)
    paper = issue(erika.customer)
    assert seen == [f"documents/{paper.sha256[:2]}/{paper.sha256}"]


@pytest.mark.django_db
def test_half_written_file_is_never_taken_for_the_paper(erika, data_dir):
    def breaks():
        yield b"half"
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        issue(erika.customer, breaks())
    assert files(data_dir) == []
    assert Document.objects.count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize("rubbish", [b"", b"%PDF-1.7", b"%PDF-1.7 pXper"])
def test_rubbish_under_the_hash_is_replaced(erika, firma, data_dir, rubbish):
    paper = issue(erika.customer)
    (data_dir / "documents" / paper.sha256[:2] / paper.sha256).write_bytes(rubbish)
    with pytest.raises(DocumentDamaged):
        read(paper)
    issue(firma.customer)
    assert read(paper) == b"%PDF-1.7 paper"


@pytest.mark.django_db
def test_missing_file_is_named(erika, data_dir):
    paper = issue(erika.customer)
    (data_dir / "documents" / paper.sha256[:2] / paper.sha256).unlink()
    with pytest.raises(DocumentDamaged, match=f"document {paper.pk}: file is missing"):
        read(paper)


@pytest.mark.django_db
def test_verify_documents_names_what_is_damaged(erika, firma, data_dir):
    issue(erika.customer)
    bad = issue(firma.customer, b"another")
    output, errors = StringIO(), StringIO()
    call_command("verify_documents", stdout=output)
    assert output.getvalue() == "2 documents are intact.\n"
    (data_dir / "documents" / bad.sha256[:2] / bad.sha256).write_bytes(b"anotheR")
    with pytest.raises(CommandError, match="1 of 2"):
        call_command("verify_documents", stdout=output, stderr=errors)
    assert f"document {bad.pk}" in errors.getvalue()


@pytest.mark.django_db
def test_database_refuses_to_change_or_remove_a_paper(erika):
    paper = issue(erika.customer)
    with pytest.raises(ProgrammingError, match="append-only"), transaction.atomic():
        Document.objects.filter(pk=paper.pk).update(title="other")
    with pytest.raises(ProgrammingError, match="append-only"), transaction.atomic():
        Document.objects.filter(pk=paper.pk).delete()
    expired = issue(erika.customer, kind="old", retain_until=date(2020, 1, 1))
    assert Document.objects.filter(pk=expired.pk).delete()[0] == 1


def make_older(path: Path) -> None:
    before = (NOW - timedelta(days=2)).timestamp()
    os.utime(path, (before, before))


@pytest.mark.django_db
def test_sweep_removes_old_files_that_no_paper_names(erika, data_dir):
    paper = issue(erika.customer)
    folder = data_dir / "documents" / paper.sha256[:2]
    for name in (paper.sha256, "f" * 64, ".part-x"):
        (folder / name).touch()
        make_older(folder / name)
    (folder / ("e" * 64)).write_bytes(b"young")
    os.utime(folder / ("e" * 64), (NOW.timestamp(), NOW.timestamp()))
    (data_dir / "elsewhere").write_bytes(b"not ours")
    make_older(data_dir / "elsewhere")
    assert sweep_orphans(NOW) == 2
    assert sorted(os.listdir(folder)) == sorted([paper.sha256, "e" * 64])
    assert (data_dir / "elsewhere").exists()
    assert read(paper) == b"%PDF-1.7 paper"


@pytest.mark.django_db(transaction=True)
def test_sweep_leaves_a_file_that_an_open_transaction_builds_on(erika, firma, data_dir):
    with transaction.atomic():
        orphan = issue(erika.customer)
        transaction.set_rollback(True)
    path = data_dir / "documents" / orphan.sha256[:2] / orphan.sha256
    assert path.exists()
    make_older(path)
    swept = []
    with transaction.atomic():
        paper = issue(firma.customer)
        thread = Thread(target=lambda: (swept.append(sweep_orphans(NOW)), connection.close()))
        thread.start()
        thread.join(10)
    assert swept == [0]
    assert read(paper) == b"%PDF-1.7 paper"


@pytest.mark.django_db
@pytest.mark.parametrize("backend", [IN_MEMORY, {"BACKEND": PLAIN}])
def test_works_on_other_storages(erika, firma, settings, backend, tmp_path):
    if backend["BACKEND"] == PLAIN:
        backend = backend | {"OPTIONS": {"location": tmp_path / "plain"}}
    settings.STORAGES = settings.STORAGES | {"default": backend}
    paper = issue(erika.customer)
    assert read(paper) == b"%PDF-1.7 paper"
    default_storage.delete(f"documents/{paper.sha256[:2]}/{paper.sha256}")
    default_storage.save(f"documents/{paper.sha256[:2]}/{paper.sha256}", ContentFile(b"rubbish"))
    assert read(issue(firma.customer)) == b"%PDF-1.7 paper"
    assert default_storage.listdir(f"documents/{paper.sha256[:2]}")[1] == [paper.sha256]
    assert sweep_orphans(NOW + timedelta(days=3650)) == 0


class _Access:
    def __init__(self, *customers):
        self.customer_ids = tuple(customer.pk for customer in customers)


@pytest.mark.django_db
def test_papers_are_visible_to_their_customer(erika, firma):
    paper, other = issue(erika.customer), issue(firma.customer)
    assert list(Document.objects.visible_to(_Access(erika.customer))) == [paper]
    assert set(Document.objects.visible_to(_Access(erika.customer, firma.customer))) == {paper, other}
