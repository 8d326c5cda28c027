"""Addresses of invoices: readable, stable, unique, safe in a URL."""

import hashlib
import re
import unicodedata

READABLE_LENGTH = 48
FINGERPRINT_LENGTH = 10
SLUG_LENGTH = READABLE_LENGTH + 1 + FINGERPRINT_LENGTH
GERMAN_LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
FINGERPRINT_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"


def invoice_slug(number: str, discriminator: str) -> str:
    """The slug of an invoice number that is unique within its discriminator (the seller).

    Lower-case ASCII letters, digits and hyphens, at most SLUG_LENGTH characters: `RE 2026/0815` becomes
    `re-2026-0815-` and ten characters of fingerprint. The fingerprint (about 49 bits) tells apart numbers
    that read the same (`R/1`, `R 1`) and equal numbers of two sellers; the same pair always gives the same.
    """
    readable = "-".join(re.findall(r"[a-z0-9]+", _to_ascii(number)))[:READABLE_LENGTH].strip("-")
    return "-".join(filter(None, (readable, _fingerprint(number, discriminator))))


def _to_ascii(text: str) -> str:
    lowered = unicodedata.normalize("NFC", text).lower().translate(GERMAN_LETTERS)
    return unicodedata.normalize("NFKD", lowered).encode("ascii", "ignore").decode().lower()


def _fingerprint(number: str, discriminator: str) -> str:
    parts = (part.encode("utf-8", "surrogatepass") for part in (discriminator, number))
    digest = hashlib.sha256(b"".join(len(part).to_bytes(4, "big") + part for part in parts)).digest()
    value = int.from_bytes(digest, "big")
    letters = []
    for _ in range(FINGERPRINT_LENGTH):
        value, index = divmod(value, len(FINGERPRINT_ALPHABET))
        letters.append(FINGERPRINT_ALPHABET[index])
    return "".join(letters)
