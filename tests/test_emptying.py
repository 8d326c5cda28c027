"""A test that commits leaves nothing behind, and what migrate had made is there again."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test import TransactionTestCase
from django.utils import timezone

from accounts.models import Customer
from portal.audit.models import AuditEntry
from portal.audit.trail import record, system
from tests import emptying

pytestmark = pytest.mark.django_db(transaction=True)


def rows() -> dict[str, int]:
    with connection.cursor() as cursor:
        found = {}
        for table in connection.introspection.django_table_names(only_existing=True, include_views=False):
            cursor.execute(f"SELECT count(*) FROM {table}")
            found[table] = cursor.fetchone()[0]
    return {table: count for table, count in found.items() if count and table not in emptying.MADE_BY_MIGRATE}


@pytest.mark.parametrize("turn", [1, 2])
def test_rows_are_gone_also_those_that_cannot_be_deleted(turn, erika):
    record("test.done", actor=system("test"), now=timezone.now(), subject=erika.customer)
    assert Customer.objects.count() == AuditEntry.objects.count() == 1


@pytest.mark.parametrize("turn", [1, 2])
def test_permissions_and_groups_are_as_migrate_made_them(turn):
    assert rows() == {}
    assert Permission.objects.filter(codename="view_customer").exists()
    assert not Group.objects.filter(name="made by a test").exists()
    Group.objects.create(name="made by a test")
    Permission.objects.filter(codename="view_customer").delete()


def test_without_a_change_of_permissions_django_does_not_flush(monkeypatch, erika):
    monkeypatch.setattr(emptying, "flush", lambda case: pytest.fail("it did"))
    TransactionTestCase()._fixture_teardown()
    assert rows() == {}
