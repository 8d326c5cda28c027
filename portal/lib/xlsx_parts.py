"""The parts of an XLSX package around its rows: sheet frames, style sheet, workbook, content types."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from portal.lib.columns import Column
from portal.lib.xlsx_cells import FORBIDDEN, HEADER_STYLE, text_cell

DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
LONGEST_TITLE = 31
TITLE_SIGNS = re.compile(r"[\[\]:*?/\\]")

STYLES = (
    f'{DECLARATION}<styleSheet xmlns="{MAIN}">'
    '<numFmts count="4">'
    '<numFmt numFmtId="164" formatCode="#,##0.0000"/>'
    '<numFmt numFmtId="165" formatCode="dd\\.mm\\.yyyy"/>'
    '<numFmt numFmtId="166" formatCode="dd\\.mm\\.yyyy\\ hh:mm:ss"/>'
    '<numFmt numFmtId="167" formatCode="[h]:mm:ss"/>'
    "</numFmts>"
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/><family val="2"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/><family val="2"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border>'
    '<border><left/><right/><top/><bottom style="thin"><color auto="1"/></bottom><diagonal/></border>'
    "</borders>"
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="9">'
    '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="49" fontId="1" fillId="0" borderId="1" xfId="0" applyNumberFormat="1" applyFont="1"'
    ' applyBorder="1"/>'
    + "".join(
        f'<xf numFmtId="{number_format}" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
        for number_format in (49, 1, 4, 164, 165, 166, 167)
    )
    + '</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
    "</styleSheet>"
)
PACKAGE_RELATIONS = (
    f'{DECLARATION}<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
)


@dataclass(frozen=True, slots=True)
class SheetInfo:
    """A finished sheet: its unique title and the reference of its cells, `$A$1:$I$500`."""

    title: str
    reference: str


def sheet_prefix(columns: Sequence[Column]) -> str:
    """A sheet up to and including its header row: frozen header, column widths, open `<sheetData>`."""
    widths = "".join(
        f'<col min="{number}" max="{number}" width="{column.width}" customWidth="1"/>'
        for number, column in enumerate(columns, 1)
    )
    titles = "".join(text_cell(column.title, HEADER_STYLE) for column in columns)
    return (
        f'{DECLARATION}<worksheet xmlns="{MAIN}"><sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
        f"<cols>{widths}</cols><sheetData><row>{titles}</row>"
    )


def sheet_suffix(columns: Sequence[Column], rows: int) -> str:
    """The rest of a sheet after `rows` rows under the header: filter over all of them."""
    reference = cell_range(columns, rows).replace("$", "")
    return f'</sheetData><autoFilter ref="{reference}"/></worksheet>'


def cell_range(columns: Sequence[Column], rows: int) -> str:
    """The absolute reference of the header and `rows` rows: `$A$1:$I$500`."""
    return f"$A$1:${column_letters(len(columns))}${rows + 1}"


def column_letters(number: int) -> str:
    """1 is A, 26 is Z, 27 is AA."""
    letters = ""
    while number:
        number, index = divmod(number - 1, 26)
        letters = chr(ord("A") + index) + letters
    return letters


def sheet_title(title: str, number: int) -> str:
    """The title of the `number`-th sheet as spreadsheets allow it: 31 characters, none of `[]:*?/\\`."""
    clean = " ".join(TITLE_SIGNS.sub("-", FORBIDDEN.sub("", title)).split()).strip("'") or "Tabelle"
    if clean.casefold() == "history":  # reserved by Excel
        clean += "-"
    suffix = f" {number}" if number > 1 else ""
    return clean[: LONGEST_TITLE - len(suffix)].rstrip(" '") + suffix


def workbook(sheets: Sequence[SheetInfo]) -> str:
    """The workbook: its sheets in order, and per sheet the hidden name Excel keeps for the filter."""
    entries = "".join(
        f'<sheet name={quoteattr(sheet.title)} sheetId="{number}" r:id="rId{number}"/>'
        for number, sheet in enumerate(sheets, 1)
    )
    filters = "".join(
        f'<definedName name="_xlnm._FilterDatabase" localSheetId="{index}" hidden="1">'
        f"{escape(quoted_title(sheet.title))}!{sheet.reference}</definedName>"
        for index, sheet in enumerate(sheets)
    )
    return (
        f'{DECLARATION}<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><bookViews><workbookView/></bookViews>'
        f"<sheets>{entries}</sheets><definedNames>{filters}</definedNames></workbook>"
    )


def quoted_title(title: str) -> str:
    return "'" + title.replace("'", "''") + "'"


def workbook_relations(sheets: Sequence[SheetInfo]) -> str:
    entries = "".join(
        f'<Relationship Id="rId{number}" Type="{RELATIONS}/worksheet" Target="worksheets/sheet{number}.xml"/>'
        for number in range(1, len(sheets) + 1)
    )
    return (
        f'{DECLARATION}<Relationships xmlns="{PACKAGE}/relationships">{entries}'
        f'<Relationship Id="rIdStyles" Type="{RELATIONS}/styles" Target="styles.xml"/></Relationships>'
    )


def content_types(sheets: Sequence[SheetInfo]) -> str:
    entries = "".join(
        f'<Override PartName="/xl/worksheets/sheet{number}.xml" ContentType="{SHEET_TYPE}.worksheet+xml"/>'
        for number in range(1, len(sheets) + 1)
    )
    return (
        f'{DECLARATION}<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{SHEET_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{SHEET_TYPE}.styles+xml"/>{entries}</Types>'
    )
