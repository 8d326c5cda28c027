"""PIN and PUK: sealed at rest, each bound to its card (D5). Who shows them writes it into the audit trail."""

from functools import cache

from django.conf import settings

from portal.lib.sealed import Sealer

PIN, PUK = "mobile.pin", "mobile.puk"  # purposes: a sealed PIN cannot be opened as a PUK


def seal_pin(pin: str, *, iccid: str) -> str:
    """The token to store; copied to another card it does not open."""
    return _sealer(PIN).seal_text(pin, context=iccid)


def seal_puk(puk: str, *, iccid: str) -> str:
    """The token to store; copied to another card it does not open."""
    return _sealer(PUK).seal_text(puk, context=iccid)


def open_pin(sealed: str, *, iccid: str) -> str:
    """The PIN. SealBroken when the secret keys have changed without fallback."""
    return _sealer(PIN).open_text(sealed, context=iccid)


def open_puk(sealed: str, *, iccid: str) -> str:
    """The PUK. SealBroken when the secret keys have changed without fallback."""
    return _sealer(PUK).open_text(sealed, context=iccid)


def _sealer(purpose: str) -> Sealer:
    return _sealer_of((settings.SECRET_KEY, *map(str, settings.SECRET_KEY_FALLBACKS)), purpose)


@cache
def _sealer_of(keys: tuple[str, ...], purpose: str) -> Sealer:
    """Deriving a key takes a moment; an import seals thousands."""
    return Sealer(keys, purpose)
