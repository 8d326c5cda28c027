"""Which names a delivery may use, and why it is refused."""

import unicodedata
from enum import StrEnum

LONGEST_NAME_BYTES = 1_000
LONGEST_PART_BYTES = 200
DEEPEST = 8


class Reason(StrEnum):
    """Why a delivery is refused, in words for the report."""

    UNREADABLE = "not a readable ZIP archive"
    DAMAGED = "damaged in the archive"
    ENCRYPTED = "encrypted"
    METHOD = "packed with a method other than deflate"
    SPECIAL = "a link or device, not a file"
    ABSOLUTE = "absolute path"
    PARENT = "path with empty, . or .. parts"
    BACKSLASH = "path with a backslash"
    CONTROL = "name with control characters"
    NOT_UTF8 = "name is not UTF-8"
    LONG_NAME = "name too long or too deep"
    DUPLICATE = "name occurs twice"
    TOO_MANY = "too many files"
    FILE_TOO_LARGE = "file too large"
    TOTAL_TOO_LARGE = "too large in all"
    RATIO = "grows too far when unpacked"


class ArchiveRefused(Exception):
    """A delivery that is not taken in: the file it is about (as far as it can be shown) and the reason."""

    def __init__(self, file: str, reason: Reason) -> None:
        self.file = "".join(sign if sign.isprintable() else "\ufffd" for sign in file[:LONGEST_NAME_BYTES])
        self.reason = reason
        super().__init__(f"{self.file}: {reason}")


class NameCheck:
    """Sees every name of a delivery once and refuses what is unsafe, doubled or too much."""

    def __init__(self, most_files: int) -> None:
        self._most_files = most_files
        self._count = 0
        self._files: set[str] = set()
        self._folders: set[str] = set()

    def add(self, name: str, *, is_folder: bool) -> None:
        """Check one relative name, `/` between its parts; ArchiveRefused when it may not be used."""
        self._count += 1
        if self._count > self._most_files:
            raise ArchiveRefused(name, Reason.TOO_MANY)
        if reason := _fault(name):
            raise ArchiveRefused(name, reason)
        key = unicodedata.normalize("NFC", name).casefold()
        self._remember_folders(name, key)
        known = self._files if is_folder else self._files | self._folders
        if key in known:
            raise ArchiveRefused(name, Reason.DUPLICATE)
        (self._folders if is_folder else self._files).add(key)

    def _remember_folders(self, name: str, key: str) -> None:
        while "/" in key:
            key = key.rpartition("/")[0]
            if key in self._files:
                raise ArchiveRefused(name, Reason.DUPLICATE)
            self._folders.add(key)


def _fault(name: str) -> Reason | None:
    try:
        encoded = name.encode()
    except UnicodeEncodeError:
        return Reason.NOT_UTF8
    parts = name.split("/")
    if name.startswith("/") or name[1:2] == ":":
        return Reason.ABSOLUTE
    if "\\" in name:
        return Reason.BACKSLASH
    if any(part in ("", ".", "..") for part in parts):
        return Reason.PARENT
    if any(unicodedata.category(sign) in ("Cc", "Cf", "Zl", "Zp") for sign in name):
        return Reason.CONTROL
    too_long = len(encoded) > LONGEST_NAME_BYTES or any(len(p.encode()) > LONGEST_PART_BYTES for p in parts)
    return Reason.LONG_NAME if too_long or len(parts) > DEEPEST else None
