"""What ends by itself: call records after six months, invoices beyond the newest 13 (E1, F6)."""

from datetime import datetime

from django.db import connection, transaction
from django.db.models import Exists, OuterRef

from billing import partitions
from billing.models import FrozenCallRecord, Invoice, Objection
from portal.audit.trail import record, system
from portal.lib.periods import berlin_day, visible_until

NEWEST_INVOICES = 13

_FREEZE = """
INSERT INTO frozen_call_records
    (dispatched_on, customer_id, invoice_id, line_number, own_number, called_on, called_at, duration,
     destination, zone, time_band, kind, quantity, unit, net)
SELECT r.dispatched_on, r.customer_id, r.invoice_id, r.line_number, r.own_number, r.called_on, r.called_at,
       r.duration, r.destination, r.zone, r.time_band, r.kind, r.quantity, r.unit, r.net
FROM call_records r
WHERE r.dispatched_on = %(day)s
  AND EXISTS (SELECT FROM billing_objection o WHERE o.invoice_id = r.invoice_id AND o.closed_at IS NULL)
  AND NOT EXISTS (SELECT FROM frozen_call_records f WHERE f.invoice_id = r.invoice_id)
"""

_HIDE = """
UPDATE billing_invoice SET hidden_at = %(now)s
WHERE hidden_at IS NULL AND id IN (
    SELECT id FROM (
        SELECT id, row_number() OVER (
            PARTITION BY customer_id ORDER BY issued_on DESC, dispatched_on DESC, id DESC
        ) AS place FROM billing_invoice
    ) AS ranked WHERE place > %(most)s
)
"""


def expire_call_records(*, now: datetime) -> list[str]:
    """Drop every partition whose six months have ended (TDDDG § 10 (2)); returns the names.

    Records of an invoice under objection are copied aside first; frozen records go as soon as their
    objection is closed. Runs in autocommit, may be interrupted and repeated at any point.
    """
    today = berlin_day(now)
    gone = partitions.drop_leftovers()
    for partition in partitions.attached():
        if visible_until(partition.dispatched_on) >= today:
            continue
        if not partition.detaching:
            _freeze(partition, now)
        partitions.drop(partition)
        gone.append(partition.name)
    still_open = Objection.objects.filter(invoice=OuterRef("invoice"), closed_at=None)
    FrozenCallRecord.objects.filter(~Exists(still_open)).delete()
    return gone


def hide_old_invoices(*, now: datetime) -> int:
    """Hide from customers what is beyond their newest 13 invoices; staff keep seeing them. Returns how many."""
    with connection.cursor() as cursor:
        cursor.execute(_HIDE, {"now": now, "most": NEWEST_INVOICES})
        return int(cursor.rowcount)


def _freeze(partition: partitions.Partition, now: datetime) -> None:
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(_FREEZE, {"day": partition.dispatched_on})
            frozen = cursor.rowcount
        Invoice.objects.filter(dispatched_on=partition.dispatched_on).update(call_count=0, call_net=0)
        record(
            "call_records.expired",
            actor=system("expire_call_records"),
            now=now,
            new={"dispatched_on": partition.dispatched_on, "kept_for_objections": frozen},
        )
