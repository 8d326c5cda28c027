"""ZIP archives written while they are sent."""

import io
import zipfile
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.lib.zip_streams import Member, safe_file_name, zip_stream


def opened(members):
    return zipfile.ZipFile(io.BytesIO(b"".join(zip_stream(members))))


def test_e6_stored_files_and_chunks_come_out_as_they_went_in(tmp_path):
    paper = tmp_path / "paper.pdf"
    paper.write_bytes(b"%PDF" + bytes(range(256)) * 1_000)
    archive = opened(
        [
            Member("Rechnung 4711/2026.pdf", paper, modified=datetime(2026, 11, 22, 12, 30, 4)),
            Member("Liste.csv", iter([b"a;b\r\n", b"1;2\r\n"]), folder="Übersicht"),
            Member("leer.txt", []),
        ]
    )
    assert archive.testzip() is None
    assert archive.namelist() == ["Rechnung 4711-2026.pdf", "Übersicht/Liste.csv", "leer.txt"]
    assert archive.read("Rechnung 4711-2026.pdf") == paper.read_bytes()
    assert archive.read("Übersicht/Liste.csv") == b"a;b\r\n1;2\r\n"
    assert archive.read("leer.txt") == b""
    assert archive.infolist()[0].date_time == (2026, 11, 22, 12, 30, 4)
    assert archive.infolist()[1].date_time == (1980, 1, 1, 0, 0, 0)
    assert archive.infolist()[0].external_attr >> 16 == 0o100644


def test_e6_equal_names_are_told_apart():
    names = ["a.pdf", "A.pdf", "a.pdf", "a (2).pdf", "ohne", "ohne", ".pdf"]
    archive = opened([Member(name, [b"x"]) for name in names] + [Member("a.pdf", [b"x"], folder="b")])
    assert archive.namelist() == [
        "a.pdf", "A (2).pdf", "a (3).pdf", "a (2) (2).pdf", "ohne", "ohne (2)", "pdf", "b/a.pdf",
    ]  # fmt: skip


def test_an_archive_of_nothing_opens():
    assert opened([]).namelist() == []


def test_members_are_fetched_as_they_go_out():
    started = []

    def member(number):
        started.append(number)
        return Member(f"{number}.bin", (bytes([number]) * 65_536 for _ in range(400)))

    stream = zip_stream(member(number) for number in range(100))
    first = next(stream)
    assert 0 < len(first) < 200_000
    assert len(started) < 100
    stream.close()


def test_chunks_stay_small_whatever_the_length():
    noise = b"".join(i.to_bytes(4, "big") for i in range(16_384))
    sizes = [len(chunk) for chunk in zip_stream([Member("big", (noise for _ in range(200)))])]
    assert max(sizes) < 200_000


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("RE 2026/0815.pdf", "RE 2026-0815.pdf"),
        ("../../etc/passwd", "-..-etc-passwd"),
        ("C:\\boot.ini", "C--boot.ini"),
        ("a\x00b\nc\u202etxt.exe", "abctxt.exe"),
        (".versteckt", "versteckt"),
        ("Ende. . .", "Ende"),
        ("con.pdf", "_con.pdf"),
        ("LPT1", "_LPT1"),
        ("Konto.pdf", "Konto.pdf"),
        ('Was? "Das" <hier>|*.csv', "Was- -Das- -hier---.csv"),
        ("", "datei"),
        ("...", "datei"),
        ("Größe.pdf", "Größe.pdf"),
        ("x" * 300 + ".xlsx", "x" * 145 + ".xlsx"),
    ],
)
def test_names_are_safe_everywhere(text, name):
    assert safe_file_name(text) == name


@given(st.text(max_size=400))
def test_every_text_gives_one_safe_name(text):
    name = safe_file_name(text)
    assert name
    assert name == safe_file_name(name)
    assert len(name) <= 152
    assert len(name.encode()) <= 202
    assert not set(name) & set('<>:"/\\|?*\x00\n\r')
    assert name[0] not in ". "
    assert name[-1] not in ". "
