"""Sealed secrets: what must be read again (PIN, PUK, a password waiting for its letter) and never lie open.

AES-256-GCM from `cryptography`. Each purpose has a key of its own, derived from each secret key, so a token of
one purpose cannot be opened under another. A token starts with the number of its scheme: another cipher can
take over while old tokens stay readable. Secrets to be checked only, never read, are hashed (hashing.py).
"""

import base64
import binascii
import secrets
from collections.abc import Sequence
from functools import cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

SCHEME = "1."
NONCE_LENGTH = 12
TAG_LENGTH = 16
SHORTEST_KEY = 32
LONGEST_SECRET = 65_536


class SealBroken(Exception):
    """The token was not sealed with any of our keys for this purpose and context, or was changed."""


class Sealer:
    """Seals for one purpose ("mobile.puk") with the first key, opens with every key (rotation).

    `secret_keys` are SECRET_KEY and the fallbacks that may still open. A `context` (the row's identity) is
    bound to the token without being stored in it: a token copied to another row does not open.
    """

    def __init__(self, secret_keys: Sequence[str], purpose: str) -> None:
        if not secret_keys or any(len(key) < SHORTEST_KEY for key in secret_keys):
            raise ValueError(f"sealing needs secret keys of at least {SHORTEST_KEY} characters")
        if not purpose:
            raise ValueError("sealing needs a purpose")
        self.purpose = purpose
        self._ciphers = tuple(AESGCM(_derived(key, purpose)) for key in secret_keys)

    def __repr__(self) -> str:
        return f"Sealer(purpose={self.purpose!r})"

    def __reduce__(self) -> str:
        raise TypeError("a Sealer holds keys and is never stored")

    def seal(self, secret: bytes, *, context: str = "") -> str:
        """A token (ASCII, safe in a URL) that differs each time; its length tells the secret's length."""
        if len(secret) > LONGEST_SECRET:
            raise ValueError(f"a sealed secret has at most {LONGEST_SECRET} bytes")
        nonce = secrets.token_bytes(NONCE_LENGTH)
        body = nonce + self._ciphers[0].encrypt(nonce, secret, context.encode())
        return SCHEME + base64.urlsafe_b64encode(body).decode("ascii")

    def open(self, token: str, *, context: str = "") -> bytes:
        """The secret inside a token; SealBroken when it is not ours."""
        return self._open(token, context)[0]

    def seal_text(self, secret: str, *, context: str = "") -> str:
        return self.seal(secret.encode(), context=context)

    def open_text(self, token: str, *, context: str = "") -> str:
        return self.open(token, context=context).decode()

    def renew(self, token: str, *, context: str = "") -> str:
        """The same secret under the newest key; the token itself when it is under it already."""
        secret, key_index = self._open(token, context)
        return self.seal(secret, context=context) if key_index else token

    def _open(self, token: str, context: str) -> tuple[bytes, int]:
        body = _decode(token)
        nonce, hidden = body[:NONCE_LENGTH], body[NONCE_LENGTH:]
        for index, cipher in enumerate(self._ciphers):
            try:
                return cipher.decrypt(nonce, hidden, context.encode()), index
            except InvalidTag:
                continue
        raise SealBroken("the seal does not fit")


def sealer(purpose: str) -> Sealer:
    """The sealer of one purpose with this installation's keys: SECRET_KEY, and the fallbacks that still open."""
    return _sealer_of((settings.SECRET_KEY, *map(str, settings.SECRET_KEY_FALLBACKS)), purpose)


@cache
def _sealer_of(keys: tuple[str, ...], purpose: str) -> Sealer:
    """Deriving a key takes a moment; an import seals thousands."""
    return Sealer(keys, purpose)


def _decode(token: str) -> bytes:
    if not token.startswith(SCHEME):
        raise SealBroken("unknown scheme")
    encoded = token.removeprefix(SCHEME)
    try:
        body = base64.b64decode(encoded.encode("ascii"), altchars=b"-_", validate=True)
    except (binascii.Error, UnicodeEncodeError):
        raise SealBroken("not a token") from None
    if len(body) < NONCE_LENGTH + TAG_LENGTH or base64.urlsafe_b64encode(body).decode("ascii") != encoded:
        raise SealBroken("not a token")
    return body


def _derived(secret_key: str, purpose: str) -> bytes:
    kdf = HKDF(algorithm=SHA256(), length=32, salt=b"portal.lib.sealed", info=purpose.encode())
    return kdf.derive(secret_key.encode())
