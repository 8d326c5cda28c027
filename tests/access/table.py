"""Every address of the portal and what it asks for. A new URL that is not here fails the walk.

One row per URL name: what the view declares, and for addresses with arguments how to fill them with an
object that belongs to erika. `own` fills them; "stranger gets 404" then follows from `visible_to`.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.cast import Person

PUBLIC = "public"
INVOICES = "INVOICES"
CALLS = "INVOICES_AND_CALLS"
READ = "READ"
FULL = "FULL"
FULL_FRESH = "FULL, fresh proof"
STAFF = "staff"
STEP = "first-login step"


@dataclass(frozen=True)
class Row:
    """What an address asks for."""

    need: str
    method: str = "get"
    own: Callable[[Person], dict[str, Any]] | None = None  # arguments naming an object of this person
    data: dict[str, str] = field(default_factory=dict)
    # An address whose arguments name no object of a customer (a mail's link, a language): any will do.
    arguments: dict[str, Any] = field(default_factory=dict)


ROWS: dict[str, Row] = {
    "home:health": Row(PUBLIC),
    "accounts:login": Row(PUBLIC),
    "accounts:logout": Row(PUBLIC, method="post"),
    "accounts:reset": Row(PUBLIC),
    "accounts:first_email": Row(STEP),
    "accounts:first_email_again": Row(STEP, method="post"),
    "accounts:first_password": Row(STEP),
    "accounts:confirm_email": Row(PUBLIC, arguments={"token": "nobodys"}),
    "accounts:confirm_email_yes": Row(PUBLIC, method="post", arguments={"token": "nobodys"}),
}
