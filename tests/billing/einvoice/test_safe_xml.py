"""Hostile and broken XML is refused, quickly and with its line."""

import resource
import time

import pytest

from billing.einvoice.reading import read_document
from billing.einvoice.refusals import Finding, Refusal
from billing.einvoice.writing import write_cii, write_ubl
from tests.billing.einvoice.cast import ORDINARY

UBL = write_ubl(ORDINARY)
CII = write_cii(ORDINARY)
DECLARATION, _sep, BODY = UBL.partition(b"\n")

LAUGHS = b"".join(b'<!ENTITY l%d "%s">\n' % (level, b"&l%d;" % (level - 1) * 10) for level in range(1, 12))
BILLION_LAUGHS = (
    b'<?xml version="1.0"?>\n<!DOCTYPE Invoice [\n<!ENTITY l0 "lol">\n'
    + LAUGHS
    + b"]>\n<Invoice>&l11;</Invoice>"
)
EXTERNAL_ENTITY = b'<?xml version="1.0"?>\n\n<!DOCTYPE Invoice [<!ENTITY x SYSTEM "file:///etc/passwd">]>\n<Invoice>&x;</Invoice>'
EXTERNAL_DTD = b'<?xml version="1.0"?><!DOCTYPE Invoice SYSTEM "http://127.0.0.1:1/x.dtd"><Invoice/>'
PARAMETER_ENTITY = (
    b'<?xml version="1.0"?><!DOCTYPE Invoice [<!ENTITY % p SYSTEM "http://127.0.0.1:1/p"> %p;]><Invoice/>'
)


def refusal_of(data: bytes, max_bytes: int = 2_000_000) -> Finding:
    with pytest.raises(Refusal) as caught:
        read_document(data, name="hostile.xml", max_bytes=max_bytes)
    (finding,) = caught.value.findings
    return finding


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (BILLION_LAUGHS, 2),
        (BILLION_LAUGHS.decode().encode("utf-16"), 2),
        (EXTERNAL_ENTITY, 3),
        (EXTERNAL_DTD, 1),
        (PARAMETER_ENTITY, 1),
        (DECLARATION + b"\n<!DOCTYPE Invoice>\n" + BODY, 2),
        (DECLARATION + b"\n<!--" + b" " * 9000 + b"-->\n<!DOCTYPE Invoice>\n" + BODY, 3),
    ],
    ids=["laughs", "laughs-utf-16", "file", "dtd", "parameter", "empty-doctype", "late-doctype"],
)
def test_e3_any_doctype_is_refused_before_it_can_act(data: bytes, line: int) -> None:
    started = time.monotonic()
    finding = refusal_of(data)
    assert (finding.rule, finding.line) == ("XML-DTD", line)
    assert time.monotonic() - started < 1


def test_e3_deep_nesting_is_refused() -> None:
    deep = b'<?xml version="1.0"?>\n' + b"<a>" * 200_000 + b"</a>" * 200_000
    assert refusal_of(deep).rule == "XML-SYNTAX"


def test_e3_too_large_a_file_is_refused_unread() -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    finding = refusal_of(b" <Invoice>" + b"x" * 3_000_000)
    assert finding.rule == "XML-SIZE"
    assert finding.sentence() == "The document has 3000010 bytes; 2000000 are allowed."
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 10_000


@pytest.mark.parametrize(
    ("data", "rule", "line"),
    [
        (b"", "XML-EMPTY", None),
        (b"  \n ", "XML-EMPTY", None),
        (b"PK\x03\x04 a zip archive", "XML-SYNTAX", 1),
        (UBL[: len(UBL) // 2], "XML-SYNTAX", UBL[: len(UBL) // 2].count(b"\n") + 1),
        (UBL.replace(b"</cbc:ID>", b"</cbc:Id>", 1), "XML-SYNTAX", 4),
        (UBL.replace(b"R-2026", b"R&amp2026", 1), "XML-SYNTAX", 4),
        (UBL.replace(b"R-2026", b"R\x00-2026", 1), "XML-SYNTAX", 4),
        (UBL.decode().encode("latin-1"), "XML-ENCODING", 8),
        (UBL.replace(b"UTF-8", b"KLINGON"), "XML-ENCODING", 1),
        (UBL.replace(b"UTF-8", b"UTF-16", 1), "XML-ENCODING", None),
    ],
    ids=["empty", "blank", "zip", "cut", "tag", "entity", "nul", "latin-1", "unknown", "not-utf-16"],
)
def test_e3_broken_documents_are_refused_with_their_line(data: bytes, rule: str, line: int | None) -> None:
    finding = refusal_of(data)
    assert finding.rule == rule
    if line is not None:
        assert finding.line == line


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1", "windows-1252"])
def test_every_honestly_declared_encoding_is_read(encoding: str) -> None:
    text = UBL.decode().replace("UTF-8", encoding.removesuffix("-sig")).replace("Öztürk", "Özturk")
    assert read_document(text.encode(encoding), name="any").facts.buyer.name == "Jonas Özturk"


def test_comments_and_processing_instructions_do_no_harm() -> None:
    data = CII.replace(b"<ram:TypeCode>380", b"<?php evil() ?><!-- 381 --><ram:TypeCode>380", 1)
    assert read_document(data, name="any").facts.type_code == "380"
