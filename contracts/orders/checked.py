"""The check page's seal: what the customer saw is what is ordered, or nothing is (C2, C3)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4, uuid5

from django.core import signing

from .errors import FormOutdated, NotChecked

SALT = "contracts.check_page"
AT_ONCE = "contracts.at_once"
LONGEST = 24 * 60 * 60  # seconds a check page may lie open


@dataclass(frozen=True)
class Checked:
    """One check page: the draft (its answers never change), the quote and the contract summary on it."""

    draft_key: str
    fingerprint: str
    summary_sha256: str = ""

    def token(self) -> str:
        """For the hidden field of the check page."""
        return signing.dumps([self.draft_key, self.fingerprint, self.summary_sha256], salt=SALT)

    @classmethod
    def read(cls, token: str) -> "Checked":
        """NotChecked when the token is none of ours: the check page was skipped or lay open too long."""
        try:
            return cls(*signing.loads(token, salt=SALT, max_age=LONGEST))
        except (signing.BadSignature, TypeError, ValueError):
            raise NotChecked from None


@dataclass(frozen=True)
class FormShown:
    """One form that orders without a check page: its own key, and what it said that the order costs once, in euros."""

    key: UUID
    one_off: Decimal

    @classmethod
    def new(cls, one_off: Decimal) -> "FormShown":
        return cls(uuid4(), one_off)

    def token(self) -> str:
        """For the hidden field of the form. It does not run out: whoever blocks a lost card is let through."""
        return signing.dumps([str(self.key), str(self.one_off)], salt=AT_ONCE)

    @classmethod
    def read(cls, token: str) -> "FormShown":
        """FormOutdated when the token is none of ours."""
        try:
            key, one_off = signing.loads(token, salt=AT_ONCE)
            return cls(UUID(key), Decimal(one_off))
        except (signing.BadSignature, TypeError, ValueError):
            raise FormOutdated from None

    def key_of(self, chosen: Mapping[str, Any]) -> UUID:
        """The same form with the same choice is the same order; after "back", another choice is another one."""
        return uuid5(self.key, json.dumps(chosen, sort_keys=True, default=str))
