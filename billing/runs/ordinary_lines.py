"""A quick look at whole blocks of call-record lines while they pass: are all of them ordinary?

One compiled pattern reads a line in half a microsecond; the SQL checks of `call_values` take ten times that.
They stay the judge: an ordinary line is one that they cannot object to, except for days that the calendar does
not know or that are too late, and flat-rate calls with an amount. Any other line, also a quoted one, sends the
run to them.
"""

import re

from billing.call_kinds import CallKind

# Bytes of UTF-8: the second bytes of Ä Ö Ü ä ö ü ß behind \xc3; that the whole is UTF-8 is checked before.
_SIGN = rb"[0-9A-Za-z\xc3\x84\x96\x9c\xa4\xb6\xbc\x9f +*#@.,:_/()&'-]"
_DAY = rb"(?:0[1-9]|[12][0-9]|3[01])\.(?:0[1-9]|1[0-2])\.[0-9]{4}"
_CLOCK = rb"(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]"
_KINDS = "|".join(CallKind.values).encode()


def _words(most: int) -> bytes:
    return rb'[^;"\r\n]{0,%d}+' % most


def _number(digits: int) -> bytes:
    return rb"-?+[0-9]{1,%d}+(?:\.[0-9]{1,4}+)?+" % digits


_PATTERNS = {
    "invoice": rb'[^;"\r\n]*+',
    "own_number": _SIGN + rb"{1,40}+",
    "called": rb"%b(?: %b)?+" % (_DAY, _CLOCK),
    "duration": rb"(?:[0-9]{2,5}+:[0-5][0-9]:[0-5][0-9])?+",
    "destination": _SIGN + rb"{0,80}+",
    "zone": _words(100),
    "time_band": _words(60),
    "quantity": _number(12),
    "unit": _words(20),
    "net": _number(10),
    "kind": rb"(?:%b)?+" % _KINDS,
    "flat": rb"(?:ja|nein)?+",
    "direction": rb"(?:gehend|kommend)?+",
}


def ordinary_block(columns: list[str]) -> re.Pattern[bytes]:
    """Matches a block of whole lines when each of them is ordinary; for files with these columns (our names)."""
    return re.compile(rb"(?:%b\r?+\n)*+" % b";".join(_PATTERNS[column] for column in columns))
