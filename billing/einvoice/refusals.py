"""What the reader and the checks find wrong, in words an operator of the billing run can act on.

`Finding.reason` is an English msgid with %(name)s placeholders, `values` fills them. `str(finding)` is the
English sentence; a page translates with `finding.sentence(gettext)`. This module needs no Django settings.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass


def msgid(text: str) -> str:
    """Mark an English text for translation; imported as `_`, which makemessages finds, without Django."""
    return text


FATAL = "fatal"
WARNING = "warning"


@dataclass(frozen=True)
class Finding:
    """One violated rule: EN 16931's own id (BR-CO-15) or ours (XML-DTD; docs/formats/e-invoices.md)."""

    rule: str
    reason: str
    line: int | None = None  # of the XML, also where it is embedded in a PDF
    place: str = ""  # path of the element, e.g. /Invoice/cac:LegalMonetaryTotal/cbc:PayableAmount
    values: tuple[tuple[str, str], ...] = ()
    severity: str = FATAL  # findings of the rule sets may be a warning; everything else is fatal

    def sentence(self, translate: Callable[[str], str] = str) -> str:
        """The reason with its values filled in, translated first."""
        reason = translate(self.reason)
        return reason % dict(self.values) if self.values else reason

    def __str__(self) -> str:
        where = f" (line {self.line})" if self.line is not None else ""
        return f"{self.rule}{where}: {self.sentence()}"


class Refusal(Exception):
    """The document cannot become an invoice; carries every finding that was made before giving up."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("; ".join(str(finding) for finding in self.findings))

    @classmethod
    def single(
        cls, rule: str, reason: str, line: int | None = None, place: str = "", **values: str
    ) -> "Refusal":
        """A refusal for one reason."""
        return cls([Finding(rule, reason, line, place, tuple(values.items()))])
