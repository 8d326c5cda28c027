"""Archives that try something: paths out of them, links, bombs; refused, and the portal stays as it was (E3)."""

import os
import stat
import zipfile
import zlib
from pathlib import Path

import pytest

from billing.models import Invoice
from tests.billing.runs.cast import reasons, run_import
from tests.billing.runs.state import database_digest
from tests.billing.runs.test_bad_runs import CALLS, INVOICE, sound_run
from tests.cast import make_customer

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _customers():
    make_customer("4999999999")
    make_customer("4800000001")


def test_e3_links_are_refused(tmp_path):
    path = sound_run().write(tmp_path / "bad")
    (path / "passwd").symlink_to("/etc/passwd")
    assert reasons(run_import(path)) == [("passwd", None, "RUN-NAME")]
    (path / "passwd").unlink()
    os.mkfifo(path / "pipe")
    assert reasons(run_import(path)) == [("pipe", None, "RUN-NAME")]


def zip_with(path: Path, name: str, content: bytes = b"x", mode: int = 0, count: int = 1) -> Path:
    sound_run().write_zip(path)
    with zipfile.ZipFile(path, "a") as archive:
        for _ in range(count):
            entry = zipfile.ZipInfo(name)
            entry.external_attr = mode << 16
            archive.writestr(entry, content)
    return path


@pytest.mark.parametrize(
    "name", ["../evil.xml", "/etc/passwd", "a/../../b", "a\\b", "C:evil", "a//b", "a\x07b", " a"]
)
def test_e3_a_zip_with_paths_out_of_it_is_refused(tmp_path, name):
    before = database_digest()
    found = reasons(run_import(zip_with(tmp_path / "bad.zip", name)))
    assert [rule for *_place, rule in found] == ["RUN-NAME"]
    assert database_digest() == before


def test_e3_a_zip_with_links_or_repeated_names_is_refused(tmp_path):
    link = zip_with(tmp_path / "link.zip", "link", b"/etc/passwd", mode=stat.S_IFLNK | 0o777)
    assert reasons(run_import(link)) == [("link", None, "RUN-NAME")]
    with pytest.warns(UserWarning, match="Duplicate name"):
        twice = zip_with(tmp_path / "twice.zip", "x.xml", count=2)
    assert reasons(run_import(twice)) == [("x.xml", None, "RUN-NAME")]


def test_e3_no_zip_at_all_is_refused(tmp_path):
    path = tmp_path / "run.zip"
    path.write_bytes(b"PK\x03\x04 not really")
    assert reasons(run_import(path)) == [("run.zip", None, "RUN-OPEN")]


def test_e3_an_entry_with_a_wrong_checksum_is_refused(tmp_path):
    path = sound_run().write_zip(tmp_path / "run.zip")
    with zipfile.ZipFile(path) as archive:
        entry = archive.getinfo(INVOICE)
    data = bytearray(path.read_bytes())
    data[entry.header_offset + 30 + len(INVOICE) + 100] ^= 0xFF
    path.write_bytes(data)
    found = reasons(run_import(path))
    assert (INVOICE, None, "RUN-SIZE") in found
    assert not Invoice.objects.filter(number="R-1").exists()


def ten_gigabytes_of_zeros() -> bytes:
    """A deflate stream of them, made of one packed megabyte again and again."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    megabyte = packer.compress(bytes(1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    return megabyte * (10 << 10) + packer.flush()


def bomb_zip(path: Path, stated_size: int, kind: str) -> Path:
    """A run whose ZIP holds 10 GB of zeros under a header that says what it likes."""
    packed = ten_gigabytes_of_zeros()
    run = sound_run()
    run.files["bomb"] = b""
    run.kinds["bomb"] = kind
    run.stated["bomb"] = {"size": stated_size}
    if kind == "call_records":
        run.invoices.append({"file": "invoices/2.xml", "call_records": "bomb"})
    run.write_zip(path)
    with zipfile.ZipFile(path, "a") as archive:
        entry = archive.getinfo("bomb")
    data = bytearray(path.read_bytes())
    # The empty entry's local header stays; its record in the directory is made to point at the zeros.
    local = bytearray(data[entry.header_offset : entry.header_offset + 30 + len("bomb")])
    directory = data.index(b"PK\x01\x02")
    end = data.rindex(b"PK\x05\x06")
    record = data.index(b"bomb", directory) - 46
    data[record + 42 : record + 46] = directory.to_bytes(4, "little")
    data[record + 10 : record + 12] = (8).to_bytes(2, "little")
    data[record + 16 : record + 28] = b"".join(
        n.to_bytes(4, "little") for n in (0, len(packed), stated_size & 0xFFFFFFFF)
    )
    local[8:10] = (8).to_bytes(2, "little")
    shift = len(local) + len(packed)
    data[end + 16 : end + 20] = (directory + shift).to_bytes(4, "little")
    path.write_bytes(bytes(data[:directory] + local + packed + data[directory:]))
    return path


@pytest.mark.parametrize(
    ("stated_size", "kind", "rule"),
    [
        (4 << 30, "call_records", "RUN-SIZE"),  # the ZIP cannot state so much
        (3 << 30, "call_records", "CSV-CONTROL"),  # stopped at the first zero
        (5000, "call_records", "RUN-SIZE"),  # the header lies: no byte beyond it is unpacked
        (5000, "invoice", "RUN-SIZE"),
        (3 << 30, "invoice", "RUN-MANIFEST"),  # larger than any invoice
        (10 << 30, "call_records", "RUN-MANIFEST"),  # larger than any file of call records
    ],
)
def test_e3_a_bomb_of_zeros_is_refused(tmp_path, stated_size, kind, rule):
    before = database_digest()
    result = run_import(bomb_zip(tmp_path / "bomb.zip", stated_size, kind))
    assert rule in {name for *_place, name in reasons(result)}
    assert database_digest() == before


def test_e3_ten_gigabytes_of_zeros_in_a_directory_are_not_read(tmp_path):
    run = sound_run()
    path = run.write(tmp_path / "bad")
    os.truncate(path / CALLS, 10 << 30)  # a sparse file
    assert reasons(run_import(path)) == [(CALLS, None, "RUN-SIZE")]


def test_e3_a_huge_manifest_is_refused(tmp_path):
    path = sound_run().write(tmp_path / "bad")
    os.truncate(path / "manifest.json", 10 << 30)
    assert reasons(run_import(path)) == [("manifest.json", None, "RUN-MANIFEST")]
