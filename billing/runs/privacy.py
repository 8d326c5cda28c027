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


def national(number: str) -> str:
    """Digits as dialled inside Germany: `+49 (0)511 1`, `0049511 1` and `0511 1` are one number."""
    digits = f"translate({number}, ' /-().', '')"
    rest = f"CASE WHEN {digits} LIKE '+49%' THEN substr({digits}, 4) ELSE substr({digits}, 5) END"
    return (
        f"CASE WHEN {digits} LIKE '+49%' OR {digits} LIKE '0049%'"
        f" THEN '0' || ltrim({rest}, '0') ELSE {digits} END"
    )


# Every way to dial a listed number: whole, or from the same area without its area code.
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
        pairs AS (
            SELECT DISTINCT own_number, destination, {national("destination")} AS dialled FROM {source}
            WHERE destination <> ''
        )
        SELECT DISTINCT own_number, destination
        FROM pairs JOIN (
            SELECT form, area FROM forms
            UNION SELECT left(form, -{HIDDEN_DIGITS}) || '{"X" * HIDDEN_DIGITS}', area FROM forms
        ) AS listed ON listed.form = pairs.dialled
        WHERE area = '' OR {national("own_number")} LIKE area || '%'
    """
