"""XLSX written while it is sent: rows go straight into the ZIP, memory stays constant at any length."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import IO
from zipfile import ZipFile

from portal.lib.columns import Cell, Column
from portal.lib.xlsx_cells import row_writer, row_xml
from portal.lib.xlsx_parts import (
    PACKAGE_RELATIONS,
    STYLES,
    SheetInfo,
    cell_range,
    content_types,
    sheet_prefix,
    sheet_suffix,
    sheet_title,
    workbook,
    workbook_relations,
)
from portal.lib.zip_streams import CHUNK_BYTES, ByteOutlet, archive_entry

__all__ = ["CONTENT_TYPE", "row_xml", "sheet_prefix", "sheet_suffix", "xlsx_stream", "xlsx_stream_of_row_xml"]

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ROWS_PER_SHEET = 1_048_576  # the header counts
BATCH_ROWS = 500
# Below the 2 GiB from which a ZIP entry needs the ZIP64 form, which spreadsheets do not all read.
SHEET_BYTES = 1_900_000_000


@dataclass(frozen=True, slots=True)
class SheetLimits:
    """When a new sheet begins; the defaults are what the format and the ZIP carry."""

    rows: int = ROWS_PER_SHEET
    size: int = SHEET_BYTES


def xlsx_stream(
    columns: Sequence[Column],
    rows: Iterable[Sequence[Cell]],
    *,
    title: str,
    limits: SheetLimits = SheetLimits(),
) -> Iterator[bytes]:
    """An XLSX file of one table, as chunks of about 64 kB; rows are fetched as they go out.

    Typed cells, bold frozen header, filter over all rows; beyond the row limit it goes on in further sheets
    ("Title", "Title 2", …) with the same header. TypeError or ValueError when a value does not
    fit its column.
    """
    return xlsx_stream_of_row_xml(columns, map(row_writer(columns), rows), title=title, limits=limits)


def xlsx_stream_of_row_xml(
    columns: Sequence[Column],
    rows: Iterable[str],
    *,
    title: str,
    limits: SheetLimits = SheetLimits(),
) -> Iterator[bytes]:
    """The same from ready rows, each exactly as `row_xml` writes it (the database can write them as well)."""
    outlet = ByteOutlet()
    sheets: list[SheetInfo] = []
    remaining = iter(rows)
    with ZipFile(outlet, "w") as package:
        _put(package, "_rels/.rels", PACKAGE_RELATIONS)
        _put(package, "xl/styles.xml", STYLES)
        following: str | None = ""
        while following is not None:
            name = f"xl/worksheets/sheet{len(sheets) + 1}.xml"
            with package.open(archive_entry(name), "w") as sheet:
                body = _SheetBody(columns, chain([following] if following else [], remaining), limits)
                for _ in body.write(sheet):
                    if outlet.waiting >= CHUNK_BYTES:
                        yield outlet.take()
            sheets.append(SheetInfo(sheet_title(title, len(sheets) + 1), cell_range(columns, body.rows)))
            following = body.following
        _put(package, "xl/workbook.xml", workbook(sheets))
        _put(package, "xl/_rels/workbook.xml.rels", workbook_relations(sheets))
        _put(package, "[Content_Types].xml", content_types(sheets))
    yield outlet.take()


class _SheetBody:
    """Writes one sheet until rows or limits end; `following` is then the first row of the next sheet."""

    def __init__(self, columns: Sequence[Column], rows: Iterator[str], limits: SheetLimits) -> None:
        self.columns = columns
        self.source = rows
        self.limits = limits
        self.rows = 0
        self.following: str | None = None

    def write(self, sheet: IO[bytes]) -> Iterator[None]:
        """Write header, rows and end; control comes back after every batch so that bytes can leave."""
        batch = [sheet_prefix(self.columns)]
        size = 0
        for row in self.source:
            if self.rows + 1 >= self.limits.rows or size >= self.limits.size:
                self.following = row
                break
            batch.append(row)
            self.rows += 1
            if len(batch) >= BATCH_ROWS:
                size += self._flush(batch, sheet)
                yield
        batch.append(sheet_suffix(self.columns, self.rows))
        self._flush(batch, sheet)

    @staticmethod
    def _flush(batch: list[str], sheet: IO[bytes]) -> int:
        data = "".join(batch).encode()
        batch.clear()
        return sheet.write(data)


def _put(package: ZipFile, name: str, text: str) -> None:
    with package.open(archive_entry(name), "w") as part:
        part.write(text.encode())
