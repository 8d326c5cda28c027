"""Sealed secrets: what must be read again (PIN, PUK, a password waiting for its letter) and never lie open.

Encrypt-then-MAC from the standard library alone: a SHAKE-256 key stream under a fresh 256-bit nonce, then
HMAC-SHA256 over everything. Two independent keys per purpose are derived from each secret key, so a token of
one purpose cannot be opened under another. A token starts with the number of its scheme: another cipher can
take over while old tokens stay readable. Secrets to be checked only, never read, are hashed (hashing.py).
"""

import base64
import binascii
import hashlib
import hmac
import secrets
from collections.abc import Sequence

SCHEME = "1."
NONCE_LENGTH = 32
TAG_LENGTH = 32
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
        self._keys = tuple(_derive_keys(key, purpose) for key in secret_keys)

    def __repr__(self) -> str:
        return f"Sealer(purpose={self.purpose!r})"

    def __reduce__(self) -> str:
        raise TypeError("a Sealer holds keys and is never stored")

    def seal(self, secret: bytes, *, context: str = "") -> str:
        """A token (ASCII, safe in a URL) that differs each time; its length tells the secret's length."""
        if len(secret) > LONGEST_SECRET:
            raise ValueError(f"a sealed secret has at most {LONGEST_SECRET} bytes")
        encryption_key, tag_key = self._keys[0]
        nonce = secrets.token_bytes(NONCE_LENGTH)
        hidden = _mix(secret, encryption_key, nonce)
        body = nonce + hidden + _tag(tag_key, context, nonce + hidden)
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
        nonce, tag = body[:NONCE_LENGTH], body[-TAG_LENGTH:]
        hidden = body[NONCE_LENGTH:-TAG_LENGTH]
        for index, (encryption_key, tag_key) in enumerate(self._keys):
            if hmac.compare_digest(tag, _tag(tag_key, context, nonce + hidden)):
                return _mix(hidden, encryption_key, nonce), index
        raise SealBroken("the seal does not fit")


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


def _derive_keys(secret_key: str, purpose: str) -> tuple[bytes, bytes]:
    """HKDF (RFC 5869) with SHA-256: extract, then one block for encryption and one for the tag."""
    extracted = hmac.digest(b"portal.lib.sealed", secret_key.encode(), "sha256")
    encryption_key = hmac.digest(extracted, purpose.encode() + b"\x01", "sha256")
    tag_key = hmac.digest(extracted, encryption_key + purpose.encode() + b"\x02", "sha256")
    return encryption_key, tag_key


def _mix(data: bytes, key: bytes, nonce: bytes) -> bytes:
    stream = hashlib.shake_256(key + nonce).digest(len(data))
    return bytes(one ^ other for one, other in zip(data, stream, strict=True))


def _tag(key: bytes, context: str, data: bytes) -> bytes:
    bound = context.encode()
    return hmac.digest(key, SCHEME.encode() + len(bound).to_bytes(8, "big") + bound + data, "sha256")
