"""What ends by itself: call records after six months, invoices beyond the newest 13 (E1, F6)."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from billing import partitions, retention
from billing.models import CallRecord, FrozenCallRecord, Invoice, Objection
from portal.access.access import Access
from portal.access.scope import Scope
from portal.audit.models import AuditEntry
from tests.billing.archive import make_call, make_invoice

BERLIN = ZoneInfo("Europe/Berlin")
DISPATCH = date(2026, 5, 15)
LAST_SECOND = datetime(2026, 11, 15, 23, 59, 59, tzinfo=BERLIN)
FIRST_SECOND_AFTER = datetime(2026, 11, 16, 0, 0, 0, tzinfo=BERLIN)


@pytest.fixture
def old_and_new(transactional_db, erika):
    """One call whose six months end with 15 November, one that was dispatched later."""
    old = make_invoice(erika.customer, issued_on=DISPATCH)
    new = make_invoice(erika.customer, issued_on=date(2026, 10, 15))
    make_call(old)
    make_call(new)
    yield old, new
    for partition in partitions.attached():
        partitions.drop(partition)
    partitions.drop_leftovers()


def tables() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relname ~ '^call_records_[0-9]+$'")
        return {name for (name,) in cursor.fetchall()}


def test_f6_nothing_goes_before_the_six_months_have_ended(old_and_new):
    assert retention.expire_call_records(now=LAST_SECOND) == []
    assert CallRecord.objects.count() == 2


def test_f6_the_partition_goes_in_the_night_after(old_and_new):
    old, new = old_and_new
    assert retention.expire_call_records(now=FIRST_SECOND_AFTER) == ["call_records_20260515"]
    assert list(CallRecord.objects.values_list("invoice_id", flat=True)) == [new.pk]
    assert tables() == {"call_records_20261015"}
    old.refresh_from_db()
    assert (old.call_count, old.call_net) == (0, 0)
    entry = AuditEntry.objects.get(action="call_records.expired")
    assert entry.new == {"dispatched_on": "2026-05-15", "kept_for_objections": 0}


def test_f6_running_the_job_twice_changes_nothing_more(old_and_new):
    retention.expire_call_records(now=FIRST_SECOND_AFTER)
    assert retention.expire_call_records(now=FIRST_SECOND_AFTER) == []


def test_e7_calls_under_objection_are_moved_aside_and_go_with_it(old_and_new):
    old, _ = old_and_new
    objection = Objection.objects.create(invoice=old, reason="Falsch", raised_at=LAST_SECOND)
    retention.expire_call_records(now=FIRST_SECOND_AFTER)
    kept = FrozenCallRecord.objects.get()
    assert (kept.invoice_id, kept.destination, str(kept.net)) == (old.pk, "01711234567", "0.2168")
    objection.closed_at = FIRST_SECOND_AFTER
    objection.save()
    retention.expire_call_records(now=FIRST_SECOND_AFTER + timedelta(days=1))
    assert not FrozenCallRecord.objects.exists()


def test_f6_a_job_that_died_between_detach_and_drop_is_finished(old_and_new):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE call_records DETACH PARTITION call_records_20260515 CONCURRENTLY")
    assert retention.expire_call_records(now=FIRST_SECOND_AFTER) == ["call_records_20260515"]
    assert tables() == {"call_records_20261015"}


def test_a_row_without_its_partition_is_refused(old_and_new):
    old, _ = old_and_new
    with pytest.raises(Exception, match="no partition of relation"):
        CallRecord.objects.filter(invoice=old).update(dispatched_on=date(2030, 1, 1))


@pytest.mark.django_db
def test_e1_the_newest_13_stay_and_older_ones_are_hidden(erika, firma):
    days = [date(2025, 9, 15) + timedelta(days=30 * n) for n in range(15)]
    for day in days:
        make_invoice(erika.customer, issued_on=day)
    make_invoice(firma.customer, issued_on=days[0])
    now = datetime(2026, 11, 22, tzinfo=UTC)
    assert retention.hide_old_invoices(now=now) == 2
    access = Access(1, "customer", "", "de", 1, now, customer_ids=(erika.customer.pk,), scope=Scope.FULL)
    shown = Invoice.objects.visible_to(access).newest_first()
    assert [invoice.issued_on for invoice in shown] == sorted(days, reverse=True)[:13]
    assert Invoice.objects.filter(customer=firma.customer, hidden_at=None).count() == 1
    assert Invoice.objects.count() == 16
    assert retention.hide_old_invoices(now=now) == 0
