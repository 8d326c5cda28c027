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
STAFF_SETUP = "staff, factor not yet given"


@dataclass(frozen=True)
class Row:
    """What an address asks for."""

    need: str
    method: str = "get"
    own: Callable[[Person], dict[str, Any]] | None = None  # arguments naming an object of this person
    data: dict[str, str] = field(default_factory=dict)
    # An address whose arguments name no object of a customer (a mail's link, a language): any will do.
    arguments: dict[str, Any] = field(default_factory=dict)
    for_staff: str = ""  # what staff get where it is neither in nor out


ROWS: dict[str, Row] = {
    "shell:imprint": Row(PUBLIC),
    "shell:privacy": Row(PUBLIC),
    "shell:accessibility": Row(PUBLIC),
    "shell:language": Row(PUBLIC, "post", data={"language": "en"}),
    "shell:brand_css": Row(PUBLIC),
    "shell:favicon": Row(PUBLIC),
    "shell:robots": Row(PUBLIC),
    "home:start": Row(INVOICES),
    "home:health": Row(PUBLIC),
    "accounts:login": Row(PUBLIC),
    "accounts:logout": Row(PUBLIC),
    "accounts:reset": Row(PUBLIC),
    "accounts:first_email": Row(STEP),
    "accounts:first_email_again": Row(STEP, "post"),
    "accounts:first_password": Row(STEP),
    "accounts:confirm_email": Row(PUBLIC, arguments={"token": "x"}),
    "accounts:confirm_email_yes": Row(PUBLIC, "post", arguments={"token": "x"}),
    "support:contact": Row(PUBLIC),
    "support:contact_sent": Row(PUBLIC),
    "staff_login": Row(PUBLIC),
    "staff_factor_setup": Row(STAFF_SETUP, for_staff="go to the service centre"),
    "staff_factor_image": Row(STAFF_SETUP, for_staff="404"),
    "staff_recovery_codes": Row(STAFF),
    "staff_password": Row(STAFF),
}
