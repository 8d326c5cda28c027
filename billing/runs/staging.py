"""Where a run waits until it is published: temporary tables of the import's own connection.

Nobody else sees them, and they end with the connection: a killed import leaves no call record behind (F6).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

TABLES = """
CREATE TEMP SEQUENCE staged_line;
CREATE TEMP TABLE staged_invoices (
    no integer PRIMARY KEY,
    file text NOT NULL,
    source_sha256 text NOT NULL,
    seller_key text NOT NULL,
    number text NOT NULL,
    slug text NOT NULL,
    syntax text NOT NULL,
    type_code text NOT NULL,
    currency text NOT NULL,
    issued_on date NOT NULL,
    period_start date,
    period_end date,
    due_on date,
    net numeric NOT NULL,
    tax numeric,
    gross numeric NOT NULL,
    payable numeric NOT NULL,
    corrects_number text NOT NULL,
    facts text NOT NULL,
    customer_numbers text[] NOT NULL,
    customer_id bigint,
    invoice_id bigint,
    detail text,
    show_flat boolean,
    call_count integer NOT NULL DEFAULT 0,
    call_net numeric NOT NULL DEFAULT 0
);
CREATE TEMP TABLE staged_lines (
    invoice_no integer NOT NULL,
    position integer NOT NULL,
    number text NOT NULL,
    name text NOT NULL,
    description text NOT NULL,
    product_group text NOT NULL,
    quantity numeric,
    unit text NOT NULL,
    net_price numeric,
    net_amount numeric NOT NULL,
    vat_rate numeric,
    period_start date,
    period_end date
);
CREATE TEMP TABLE staged_calls (
    file_no integer NOT NULL,
    line bigint NOT NULL DEFAULT nextval('pg_temp.staged_line'),
    invoice text NOT NULL DEFAULT '',
    own_number text NOT NULL,
    called text NOT NULL,
    duration text NOT NULL,
    destination text NOT NULL,
    zone text NOT NULL,
    time_band text NOT NULL,
    quantity text NOT NULL,
    unit text NOT NULL,
    net text NOT NULL,
    kind text NOT NULL DEFAULT '',
    flat text NOT NULL DEFAULT '',
    direction text NOT NULL DEFAULT ''
);
CREATE TEMP TABLE staged_parts (
    file_no integer NOT NULL,
    invoice text NOT NULL,
    first_line bigint NOT NULL,
    last_line bigint NOT NULL,
    calls bigint NOT NULL,
    lines_before bigint NOT NULL DEFAULT 0, -- of the same invoice, in files before
    invoice_no integer
);
CREATE TEMP TABLE staged_zones (
    zone text NOT NULL,
    unit text NOT NULL,
    is_flat boolean NOT NULL,
    zone_kind text,
    plain_kind text NOT NULL
);
CREATE TEMP TABLE staged_days (day text NOT NULL, called_on date);
CREATE TEMP TABLE staged_papers (
    invoice_no integer NOT NULL,
    kind text NOT NULL,
    content_type text NOT NULL,
    sha256 text NOT NULL,
    size bigint NOT NULL
);
CREATE TEMP TABLE staged_contracts (customer_id bigint PRIMARY KEY, contract_data jsonb NOT NULL);
CREATE TEMP TABLE staged_listed (own_number text NOT NULL, destination text NOT NULL);
"""
NAMES = (
    "staged_invoices",
    "staged_lines",
    "staged_calls",
    "staged_parts",
    "staged_zones",
    "staged_days",
    "staged_papers",
    "staged_contracts",
    "staged_listed",
)
DROP = "".join(f"DROP TABLE IF EXISTS pg_temp.{name};" for name in NAMES)
ROOM = "SET work_mem = '128MB';"  # what a run sorts and groups should not go through the disk
DROP += "DROP SEQUENCE IF EXISTS pg_temp.staged_line;"


def is_usable() -> bool:
    """Can the connection still clean up? A broken one, or a transaction that failed, has nothing left to clean."""
    alive = connection.connection is not None and not connection.connection.closed
    return alive and not connection.needs_rollback


@contextmanager
def staging_tables() -> Iterator[Any]:
    """Empty staging tables and a cursor; gone afterwards, whatever happens."""
    with connection.cursor() as cursor:
        cursor.execute(DROP + TABLES + ROOM)
        try:
            yield cursor
        finally:
            if is_usable():
                cursor.execute(DROP + "RESET work_mem;")
