"""The check of a catalogue: what refuses it, and which rules of law it violates (C10, TKG §§ 54, 56, 61)."""

from collections.abc import Iterable

from .consistency import inconsistencies
from .finding import Finding, Severity
from .items import Catalogue
from .law import violations

__all__ = ["Finding", "Severity", "errors_of", "findings"]


def findings(catalogue: Catalogue) -> list[Finding]:
    """Everything the check has to say, errors first."""
    found = [*inconsistencies(catalogue), *violations(catalogue)]
    return sorted(found, key=lambda finding: finding.severity is not Severity.ERROR)


def errors_of(found: Iterable[Finding]) -> list[Finding]:
    """Those that refuse the file."""
    return [finding for finding in found if finding.severity is Severity.ERROR]
