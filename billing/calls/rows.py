"""A call record as people read it: the same texts on the page and in the German CSV file."""

from dataclasses import dataclass

from django.utils.dateformat import time_format

from billing.models import CallRecord
from billing.wording import plain
from portal.lib.money import format_decimal
from portal.shell.formats import day_text, duration_text, is_english


@dataclass(frozen=True)
class CallRow:
    """One row of the list; what is missing is empty. Quantities and amounts exactly as billed (F1)."""

    own_number: str
    called: str
    duration: str
    destination: str
    zone: str
    time_band: str
    quantity: str
    unit: str
    net: str


def row_of(call: CallRecord) -> CallRow:
    german = not is_english()
    day = day_text(call.called_on)
    return CallRow(
        own_number=call.own_number,
        called=f"{day} {time_format(call.called_at, 'H:i:s')}" if call.called_at else day,
        duration="" if call.duration is None else duration_text(call.duration),
        destination=call.destination,
        zone=call.zone,
        time_band=call.time_band,
        quantity=format_decimal(plain(call.quantity), german=german),
        unit=call.unit,
        net=format_decimal(call.net, places=4, german=german),
    )
