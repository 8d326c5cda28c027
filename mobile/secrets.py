"""PIN and PUK: sealed at rest, each bound to its card (D5). Who shows them writes it into the audit trail."""

from portal.lib.sealed import sealer

PIN, PUK = "mobile.pin", "mobile.puk"  # purposes: a sealed PIN cannot be opened as a PUK


def seal_pin(pin: str, *, iccid: str) -> str:
    """The token to store; copied to another card it does not open."""
    return sealer(PIN).seal_text(pin, context=iccid)


def seal_puk(puk: str, *, iccid: str) -> str:
    """The token to store; copied to another card it does not open."""
    return sealer(PUK).seal_text(puk, context=iccid)


def open_pin(sealed: str, *, iccid: str) -> str:
    """The PIN. SealBroken when the secret keys have changed without fallback."""
    return sealer(PIN).open_text(sealed, context=iccid)


def open_puk(sealed: str, *, iccid: str) -> str:
    """The PUK. SealBroken when the secret keys have changed without fallback."""
    return sealer(PUK).open_text(sealed, context=iccid)


def renew_pin(sealed: str, *, iccid: str) -> str:
    """The same PIN under the newest key; the token itself where it is. SealBroken as above."""
    return sealer(PIN).renew(sealed, context=iccid)


def renew_puk(sealed: str, *, iccid: str) -> str:
    """The same PUK under the newest key; the token itself where it is. SealBroken as above."""
    return sealer(PUK).renew(sealed, context=iccid)
