"""What is wrong with a run: file, line, rule, reason; many of them, capped, with the number of all."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from billing.einvoice.refusals import FATAL, Finding

MOST_KEPT = 200  # findings stored and shown; a run wrong in every line should not drown its reader


@dataclass(frozen=True)
class RunFinding:
    """A finding in one file of the run."""

    file: str
    finding: Finding

    def sentence(self, translate: Callable[[str], str] = str) -> str:
        """`calls.csv, line 7: CSV-DATE: …`"""
        finding = self.finding
        where = self.file if finding.line is None else f"{self.file}, {translate('line')} {finding.line}"
        return f"{where}: {finding.rule}: {finding.sentence(translate)}"

    def __str__(self) -> str:
        return self.sentence()

    def as_json(self) -> dict[str, Any]:
        """As `BillingRun.report` keeps it."""
        finding = self.finding
        return {
            "file": self.file,
            "line": finding.line,
            "place": finding.place,
            "rule": finding.rule,
            "reason": finding.reason,
            "values": [list(pair) for pair in finding.values],
            "severity": finding.severity,
        }


def from_json(data: dict[str, Any]) -> RunFinding:
    """The finding that `as_json` wrote."""
    values = tuple((str(name), str(value)) for name, value in data["values"])
    return RunFinding(
        data["file"],
        Finding(data["rule"], data["reason"], data["line"], data["place"], values, data["severity"]),
    )


@dataclass
class Findings:
    """Collects findings; `count` goes on where the list stops. Only fatal ones refuse the run."""

    kept: list[RunFinding] = field(default_factory=list)
    count: int = 0
    fatal: int = 0

    def add(self, file: str, rule: str, reason: str, line: int | None = None, /, **values: object) -> None:
        """One finding of ours; `values` fill the reason."""
        texts = tuple((name, str(value)) for name, value in values.items())
        self.take(file, [Finding(rule, reason, line, "", texts)])

    def take(self, file: str, findings: Iterable[Finding]) -> None:
        """Findings of the e-invoice checks, with the file they are about."""
        for finding in findings:
            self.count += 1
            self.fatal += finding.severity == FATAL
            if len(self.kept) < MOST_KEPT:
                self.kept.append(RunFinding(file, finding))

    def more(self, number: int) -> None:
        """Further fatal findings that were counted, but not read one by one."""
        self.count += number
        self.fatal += number

    @property
    def refuse(self) -> bool:
        return self.fatal > 0


class RunRefused(Exception):
    """The run cannot go on; its findings say why."""

    def __init__(self, findings: Findings) -> None:
        self.findings = findings
        super().__init__("; ".join(str(finding) for finding in findings.kept[:3]))
