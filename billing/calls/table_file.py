"""The call list as a file: its columns and, for one record, the values of its cells (F4).

The database writes the rows of large files itself (`csv_sql`, `xlsx_sql`), exactly as these would be written.
"""

from datetime import datetime, timedelta

from django.utils.translation import pgettext

from billing.models import CallRecord, FrozenCallRecord
from billing.wording import plain
from portal.lib.columns import Cell, Column


def columns() -> list[Column]:
    """The columns of the page, in its order; titles in the active language."""
    return [
        Column(pgettext("call records", "Number"), width=18),
        Column(pgettext("call records", "Date/time"), "moment", width=20),
        Column(pgettext("call records", "Duration"), "duration", width=11),
        Column(pgettext("call records", "Destination"), width=20),
        Column(pgettext("call records", "Tariff zone"), width=28),
        Column(pgettext("call records", "Time band"), width=16),
        Column(pgettext("call records", "Billed"), "number", width=12),
        Column(pgettext("call records", "Unit"), width=9),
        Column(pgettext("call records", "Net"), "money4", width=12),
    ]


def cells(call: CallRecord | FrozenCallRecord) -> tuple[Cell, ...]:
    """One record; text that is missing is an empty cell."""
    return (
        call.own_number or None,
        datetime.combine(call.called_on, call.called_at) if call.called_at else call.called_on,
        None if call.duration is None else timedelta(seconds=call.duration),
        call.destination or None,
        call.zone or None,
        call.time_band or None,
        plain(call.quantity),
        call.unit or None,
        call.net,
    )
