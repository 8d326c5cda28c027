"""How long the table of contents of a ZIP file is, told before any of it is built up in memory."""

import os
import struct
from typing import BinaryIO
from zipfile import BadZipFile

END = struct.Struct("<4s4H2LH")
END_SIGNATURE = b"PK\x05\x06"
LOCATOR = struct.Struct("<4sLQL")
LOCATOR_SIGNATURE = b"PK\x06\x07"
END64 = struct.Struct("<4sQ2H2L4Q")
END64_SIGNATURE = b"PK\x06\x06"
RECORD = struct.Struct("<4s24x3H12x")
RECORD_SIGNATURE = b"PK\x01\x02"
LONGEST_COMMENT = 65_535
LONGEST_RECORD = RECORD.size + 1_200  # on average: name, extra fields, remark


def has_more_entries(stream: BinaryIO, most: int) -> bool:
    """Whether a ZIP file lists more than `most` entries, or spends more bytes on them than they need.

    Counted record by record; the numbers in the end record are not believed. BadZipFile when there is no
    proper directory.
    """
    start, size = _directory_place(stream)
    if size > most * LONGEST_RECORD:
        return True
    stream.seek(start)
    count, position = 0, 0
    while position < size and count <= most:
        record = stream.read(RECORD.size)
        if len(record) < RECORD.size or not record.startswith(RECORD_SIGNATURE):
            raise BadZipFile("broken directory record")
        rest = sum(RECORD.unpack(record)[1:])
        stream.seek(rest, os.SEEK_CUR)
        position += RECORD.size + rest
        count += 1
    return count > most


def _directory_place(stream: BinaryIO) -> tuple[int, int]:
    """Start and size of the directory: it ends where the end record (in ZIP64 the larger one) begins."""
    length = stream.seek(0, os.SEEK_END)
    tail_start = max(0, length - END.size - LONGEST_COMMENT)
    stream.seek(tail_start)
    tail = stream.read()
    position = tail.rfind(END_SIGNATURE)
    if position < 0 or len(tail) - position < END.size:
        raise BadZipFile("no end record")
    end, size = tail_start + position, int(END.unpack_from(tail, position)[5])
    size64 = _size_from_zip64(stream, end - LOCATOR.size - END64.size)
    if size64 is not None:
        end, size = end - LOCATOR.size - END64.size, size64
    if size > end:
        raise BadZipFile("the directory is longer than the file")
    return end - size, size


def _size_from_zip64(stream: BinaryIO, position: int) -> int | None:
    if position < 0:
        return None
    stream.seek(position)
    data = stream.read(END64.size + LOCATOR.size)
    if not data.startswith(END64_SIGNATURE) or not data[END64.size :].startswith(LOCATOR_SIGNATURE):
        return None
    return int(END64.unpack_from(data)[8])
