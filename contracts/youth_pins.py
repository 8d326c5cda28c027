"""The youth-protection PIN of Pay-TV: sealed at rest, bound to its product (C9)."""

from functools import cache

from django.conf import settings

from portal.lib.sealed import Sealer

PURPOSE = "contracts.youth_pin"


def seal_youth_pin(pin: str, *, product_number: str) -> str:
    """The token to store; copied to another product it does not open."""
    return _sealer().seal_text(pin, context=product_number)


def open_youth_pin(sealed: str, *, product_number: str) -> str:
    """The PIN. SealBroken when the secret keys have changed without fallback."""
    return _sealer().open_text(sealed, context=product_number)


def _sealer() -> Sealer:
    return _sealer_of((settings.SECRET_KEY, *map(str, settings.SECRET_KEY_FALLBACKS)))


@cache
def _sealer_of(keys: tuple[str, ...]) -> Sealer:
    """Deriving a key takes a moment; an import seals thousands."""
    return Sealer(keys, PURPOSE)
