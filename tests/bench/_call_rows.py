"""Call records by the million, made in the database: spread like real ones over numbers, zones, days."""

from django.db import connection

from billing.models import Invoice

_FILL = """
INSERT INTO call_records (dispatched_on, customer_id, invoice_id, line_number, own_number, called_on, called_at,
    duration, destination, zone, time_band, kind, quantity, unit, net)
SELECT %(day)s, %(customer)s + n / %(each)s, %(invoice)s + n / %(each)s, n,
    '05137' || lpad((n * 7919 %% 40)::text, 6, '0'),
    %(day)s - 35 + (n * 48271 %% 31)::int,
    CASE WHEN n %% 9 > 0 THEN TIME '00:00' + (n * 16807 %% 86400) * interval '1 second' END,
    CASE WHEN n %% 11 > 0 THEN n * 69621 %% 3600 END,
    '0171' || lpad((n * 31337 %% 20000)::text, 7, '0'),
    (ARRAY['Mobilfunk D-Netze', 'Österreich', 'Fon Flat', 'Ausland Europa 1', 'SMS national', 'Ortsgespräch',
           'Service 0180', 'Datenverbindung'])[1 + n %% 8],
    (ARRAY['GanzTags', 'Haupttarif', 'Tarif Extra'])[1 + n %% 3],
    (ARRAY['voice', 'mobile', 'sms', 'data'])[1 + n %% 4],
    (1 + n * 31 %% 40) * 60,
    (ARRAY['Sek', 'Sek', 'Stck', 'kB'])[1 + n %% 4],
    (n * 7877 %% 90000) / 10000.0
FROM generate_series(0::bigint, %(rows)s - 1) AS n
"""


def fill(invoice: Invoice, rows: int) -> None:
    """Give the invoice that many calls."""
    _insert(invoice.dispatched_on, invoice.customer_id, invoice.pk, rows, rows)
    with connection.cursor() as cursor:
        cursor.execute("SELECT sum(net) FROM call_records WHERE invoice_id = %s", [invoice.pk])
        invoice.call_count, invoice.call_net = rows, cursor.fetchone()[0]
    invoice.save(update_fields=["call_count", "call_net"])


def fill_for_others(day: object, rows: int, each: int = 200) -> None:
    """Calls of many other customers (whom nobody needs to know), in one partition."""
    _insert(day, 10**9, 10**9, rows, each)


def _insert(day: object, customer: int, invoice: int, rows: int, each: int) -> None:
    values = {"day": day, "customer": customer, "invoice": invoice, "rows": rows, "each": max(each, 1)}
    with connection.cursor() as cursor:
        cursor.execute(_FILL, values)
