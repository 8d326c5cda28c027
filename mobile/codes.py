"""Showing PIN and PUK: opened for one page, written into the trail, told by mail (D5)."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.models import Login
from accounts.operations.notices import tell
from mobile.models import SimCard
from mobile.rules.sims import puk_fault
from mobile.secrets import open_pin, open_puk
from portal.access.access import Access
from portal.audit.trail import record


@dataclass(frozen=True)
class Codes:
    """PIN ("" where it is not known) and PUK of a card. Never printed by accident."""

    pin: str
    puk: str

    def __repr__(self) -> str:
        return "Codes(…)"


class CodesRefused(Exception):
    """The codes of this card are not shown; the text is meant for customers."""


@transaction.atomic
def view_codes(*, sim: SimCard, access: Access, now: datetime) -> Codes:
    """The codes of a card, with a line in the trail (without them) and a mail that somebody saw them.

    CodesRefused when they are of no use or not known, SealBroken when the secret keys have changed.
    """
    if fault := puk_fault(sim.state, is_known=bool(sim.puk_sealed)):
        raise CodesRefused(fault)
    codes = Codes(
        pin=open_pin(sim.pin_sealed, iccid=sim.iccid) if sim.pin_sealed else "",
        puk=open_puk(sim.puk_sealed, iccid=sim.iccid),
    )
    record("sim.codes_viewed", actor=access.actor, now=now, customer_id=sim.product.customer_id, subject=sim)
    tell(
        "puk_viewed", login=Login.objects.get(pk=access.login_id), now=now, context={"card": sim.short_iccid}
    )
    return codes
