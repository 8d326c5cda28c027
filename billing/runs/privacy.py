"""What of a call may be stored, as SQL (F5): shortening and counselling lines, for import and live rows alike.

The functions take the text of an SQL expression and give one; none of it comes from outside. `shortened` says
the same as `portal.lib.masking.shorten_number` for every text of the format's alphabet (a test compares them).
"""

from portal.lib.masking import HIDDEN_DIGITS

LETTERS = "0-9A-Za-zÄÖÜäöüß"
ALPHABET = LETTERS + r" +*#@.,:;_/()&''-"  # of numbers and addresses; an apostrophe as SQL writes it
NEUTRAL_ZONE = "Sonstige Verbindungen"
NEUTRAL_KIND = "other"
SHORTEST_AREA_CODE, LONGEST_AREA_CODE = 3, 6  # with the leading zero: 030 … 033203


def shortened(number: str) -> str:
    """The number with its last three letters or digits as X; a text without a digit names no line and stays."""
    user = f"split_part({number}, '@', 1)"
    host = f"substr({number}, length({user}) + 1)"
    return (
        f"CASE WHEN position('@' in {number}) = 0 AND {number} !~ '[0-9]' THEN {number}"
        f" ELSE {_without_end(user)} || {host} END"
    )


def _without_end(user: str) -> str:
    """As many of the last letters and digits as there are, at most three, each replaced by X."""
    ends_plainly = f"{user} ~ '[{LETTERS}]{{{HIDDEN_DIGITS}}}$'"
    cases = [f"WHEN {ends_plainly} THEN left({user}, -{HIDDEN_DIGITS}) || '{'X' * HIDDEN_DIGITS}'"]
    for digits in range(HIDDEN_DIGITS, 0, -1):
        pattern = f"[{LETTERS}]([^{LETTERS}]*)" * digits + "$"
        replacement = "".join(rf"X\{place}" for place in range(1, digits + 1))
        cases.append(f"WHEN {user} ~ '{pattern}' THEN regexp_replace({user}, '{pattern}', '{replacement}')")
    return f"CASE {' '.join(cases)} ELSE {user} END"


def national(digits: str) -> str:
    """Of a number without separators (`bare`) as dialled inside Germany: `+49511 1`, `00495111` and `05111` are one."""
    return (
        f"CASE WHEN left({digits}, 3) = '+49' THEN '0' || ltrim(substr({digits}, 4), '0')"
        f" WHEN left({digits}, 4) = '0049' THEN '0' || ltrim(substr({digits}, 5), '0') ELSE {digits} END"
    )


def bare(number: str) -> str:
    """Without blanks, slashes, hyphens, brackets and dots."""
    return f"translate({number}, ' /-().', '')"


# Every way to dial a listed number, whole or from the same area without its area code; as it is and shortened.
LISTED_FORMS = f"""
    SELECT number AS form, '' AS area FROM billing_counsellingnumber
    UNION ALL
    SELECT substr(number, size + 1), left(number, size)
    FROM billing_counsellingnumber, generate_series({SHORTEST_AREA_CODE}, {LONGEST_AREA_CODE}) AS size
    WHERE number LIKE '0%' AND length(number) > size + 2
"""


def listed_calls(source: str) -> str:
    """The pairs (own_number, destination) of `source` that name a counselling line.

    `source` needs these two columns. Where a destination is shortened already, a listed number that would
    be shortened to the same counts: rather hide one call too many.
    """
    return f"""
        WITH forms AS ({LISTED_FORMS}),
        listed AS (
            SELECT form, area FROM forms
            UNION SELECT left(form, -{HIDDEN_DIGITS}) || '{"X" * HIDDEN_DIGITS}', area FROM forms
        ),
        calls AS (SELECT own_number, destination, {bare("destination")} AS digits FROM {source} OFFSET 0)
        SELECT DISTINCT own_number, destination
        FROM calls JOIN listed ON listed.form = CASE
            WHEN left(digits, 2) IN ('+4', '00') THEN {national("digits")} ELSE digits END
        WHERE destination <> '' AND (area = '' OR {national(bare("own_number"))} LIKE area || '%')
    """
