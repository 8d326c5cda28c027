"""What the check of a catalogue says: a code, the entry it is about, and the law where one is concerned."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _


class Severity(StrEnum):
    """An error refuses the file; a warning is shown and kept with the version."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class Finding:
    """One finding. `message` is an untranslated sentence with places for `values` and for `entry`."""

    code: str
    severity: Severity
    entry: str
    message: str
    values: Mapping[str, str] = field(default_factory=dict)
    law: str = ""

    @property
    def sentence(self) -> str:
        """In the active language, with the law in brackets."""
        text = _(self.message) % {**self.values, "entry": self.entry}
        return f"{text} ({self.law})" if self.law else text

    def as_json(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "severity": self.severity.value,
            "entry": self.entry,
            "message": self.message,
            "values": dict(self.values),
            "law": self.law,
        }

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> "Finding":
        """The finding that `as_json` wrote."""
        return cls(**{**data, "severity": Severity(data["severity"])})
