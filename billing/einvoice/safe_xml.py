"""Bytes to an XML tree nobody can misuse: no DTD, no entities, no network, bounded size and depth."""

import re
from typing import Any
from xml.parsers import expat

from lxml import etree

from billing.einvoice.refusals import Refusal
from billing.einvoice.refusals import msgid as _

PROLOG_CHUNK = 4096
ENCODING_ERRORS = {"ERR_INVALID_ENCODING", "ERR_UNSUPPORTED_ENCODING", "ERR_UNKNOWN_ENCODING"}
# libxml2 trips over its own conversion here and blames the declaration's blanks
UTF_16_IN_NAME_ONLY = re.compile(rb"<\?xml[^>]*encoding=.utf-(16|32)", re.IGNORECASE)

BROKEN = _("The XML is not well-formed: %(problem)s")
WRONG_ENCODING = _("The file is not in the encoding it declares: %(problem)s")
DTD = _("The XML contains a document type declaration. E-invoices need none, so it is refused unread.")
EMPTY = _("The file is empty.")
TOO_LARGE = _("The document has %(size)s bytes; %(limit)s are allowed.")


class _PrologEnd(Exception):
    """The root element has begun."""


def parse(data: bytes, *, max_bytes: int) -> Any:
    """The root element of a well-formed document of at most `max_bytes`; refuses everything else."""
    if not data.strip():
        raise Refusal.single("XML-EMPTY", EMPTY)
    if len(data) > max_bytes:
        raise Refusal.single("XML-SIZE", TOO_LARGE, size=str(len(data)), limit=str(max_bytes))
    _refuse_doctype(data)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise _refusal_of(error, parser, data) from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise Refusal.single("XML-DTD", DTD)
    return root


def _refuse_doctype(data: bytes) -> None:
    """Find a DOCTYPE before the real parser could expand anything; expat stops at the root element."""
    scanner = expat.ParserCreate()

    def on_doctype(*_names: object) -> None:
        raise Refusal.single("XML-DTD", DTD, line=scanner.CurrentLineNumber)

    def on_root(*_names: object) -> None:
        raise _PrologEnd

    scanner.StartDoctypeDeclHandler = on_doctype
    scanner.StartElementHandler = on_root
    try:
        for start in range(0, len(data), PROLOG_CHUNK):
            scanner.Parse(data[start : start + PROLOG_CHUNK], False)
    except (_PrologEnd, expat.ExpatError):
        return  # what is broken here is reported by the real parser, with its better words
    except (ValueError, LookupError):
        return  # encodings that expat does not know; the check after parsing remains


def _refusal_of(error: etree.XMLSyntaxError, parser: Any, data: bytes) -> Refusal:
    types = {entry.type_name for entry in parser.error_log}
    line = error.lineno or None
    problem = (error.msg or "").removesuffix(f", line {error.lineno}, column {error.offset}")
    problem = problem.split(", line ")[0].strip()
    if types & ENCODING_ERRORS or UTF_16_IN_NAME_ONLY.match(data):
        return Refusal.single("XML-ENCODING", WRONG_ENCODING, line=line, problem=problem)
    return Refusal.single("XML-SYNTAX", BROKEN, line=line, problem=problem)
