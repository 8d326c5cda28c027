"""ZIP archives written while they are sent: constant memory, names that are safe everywhere."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

CHUNK_BYTES = 65_536
LONGEST_NAME = 150
FAST_COMPRESSION = 1
# Windows takes none of these signs, and none of these names whatever their ending.
UNSAFE_SIGNS = re.compile(r'[<>:"/\\|?*]')
RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?", re.IGNORECASE)
OLDEST_ZIP_TIME = datetime(1980, 1, 1)  # noqa: DTZ001


@dataclass(frozen=True, slots=True)
class Member:
    """A file of the archive: its name (made safe), a stored file or chunks of bytes, an optional folder.

    `modified` is wall time; without it the member carries the oldest time a ZIP knows. Chunks may add up to
    2 GiB, stored files may be of any size.
    """

    name: str
    content: Path | Iterable[bytes]
    folder: str = ""
    modified: datetime = OLDEST_ZIP_TIME


class ByteOutlet:
    """A write-only file without positions: ZipFile writes into it, the response takes out of it."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self.waiting = 0

    def write(self, data: bytes) -> int:
        self._pieces.append(bytes(data))
        self.waiting += len(data)
        return len(data)

    def flush(self) -> None:
        """Nothing to do: bytes leave by `take`."""

    def close(self) -> None:
        """Nothing to do: ZipFile leaves a file it did not open alone, its type still asks for this."""

    def take(self) -> bytes:
        """All bytes written since the last call."""
        data = b"".join(self._pieces)
        self._pieces, self.waiting = [], 0
        return data


def zip_stream(members: Iterable[Member]) -> Iterator[bytes]:
    """A ZIP archive of the members, as chunks of about 64 kB; each file is opened only when its turn comes.

    Two members of one name (also if only the case differs) become `name.pdf` and `name (2).pdf`.
    """
    outlet = ByteOutlet()
    taken: set[str] = set()
    with ZipFile(outlet, "w") as archive:
        for member in members:
            with archive.open(_zip_info(member, taken), "w") as target:
                for chunk in _chunks(member.content):
                    target.write(chunk)
                    if outlet.waiting >= CHUNK_BYTES:
                        yield outlet.take()
    yield outlet.take()


def archive_entry(name: str, modified: datetime = OLDEST_ZIP_TIME) -> ZipInfo:
    """An entry as our archives have them: an ordinary readable file, compressed fast."""
    info = ZipInfo(name, modified.timetuple()[:6])
    info.compress_type = ZIP_DEFLATED
    info._compresslevel = FAST_COMPRESSION  # type: ignore[attr-defined]
    info.external_attr = 0o100644 << 16
    return info


def safe_file_name(text: str, fallback: str = "datei") -> str:
    """A text (invoice number, title) as ONE file name that Windows, macOS and Linux accept.

    Path signs become hyphens, control and invisible signs go, no leading dot, no trailing dot or blank, no
    reserved device name, at most 150 characters and their UTF-8 at most 200 bytes; the ending is kept.
    """
    visible = "".join(
        sign for sign in unicodedata.normalize("NFC", text) if unicodedata.category(sign)[0] != "C"
    )
    name = " ".join(UNSAFE_SIGNS.sub("-", visible).split()).strip(". ")
    name = _shortened(name) or fallback
    return f"_{name}" if RESERVED.fullmatch(name) else name


def _shortened(name: str) -> str:
    stem, dot, ending = name.rpartition(".")
    if not (dot and stem and len(ending) <= 10):
        stem, dot, ending = name, "", ""
    stem = stem[: LONGEST_NAME - len(dot + ending)]
    while len((stem + dot + ending).encode()) > LONGEST_NAME + 50:
        stem = stem[:-1]
    return (stem.rstrip(". ") + dot + ending).strip(". ")


def _zip_info(member: Member, taken: set[str]) -> ZipInfo:
    moment = max(member.modified.replace(tzinfo=None), OLDEST_ZIP_TIME)
    info = archive_entry(_unique_name(member, taken), moment)
    if isinstance(member.content, Path):
        info.file_size = member.content.stat().st_size  # decides whether the entry needs ZIP64
    return info


def _unique_name(member: Member, taken: set[str]) -> str:
    name = safe_file_name(member.name)
    folder = f"{safe_file_name(member.folder)}/" if member.folder else ""
    stem, dot, ending = name.rpartition(".")
    if not stem:
        stem, dot, ending = name, "", ""
    count, candidate = 1, name
    while (folder + candidate).casefold() in taken:
        count += 1
        candidate = f"{stem} ({count}){dot}{ending}"
    taken.add((folder + candidate).casefold())
    return folder + candidate


def _chunks(content: Path | Iterable[bytes]) -> Iterator[bytes]:
    if not isinstance(content, Path):
        yield from content
        return
    with content.open("rb") as source:
        while chunk := source.read(CHUNK_BYTES):
            yield chunk
