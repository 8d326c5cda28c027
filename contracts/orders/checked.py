"""The check page's seal: what the customer saw is what is ordered, or nothing is (C2, C3)."""

from dataclasses import dataclass

from django.core import signing

from .errors import NotChecked

SALT = "contracts.check_page"
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
