"""The database after a test that committed: as empty as Django's flush leaves it, without its second per test.

Django truncates every table, also those that nobody touched, and then makes all content types, permissions and groups
anew. Here only tables with rows are emptied, and what `post_migrate` had made stays if it is still the same; when it
is not, Django's own flush does its work.
"""

from dataclasses import dataclass, replace

from django.db import connection, transaction
from django.test import TransactionTestCase

MADE_BY_MIGRATE = ("django_content_type", "auth_permission", "auth_group", "auth_group_permissions")
APPEND_ONLY = """
    SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger
    WHERE NOT tgisinternal AND tgparentid = 0 AND tgtype & 8 <> 0
"""  # 8: a trigger on DELETE

flush = TransactionTestCase._fixture_teardown


@dataclass(frozen=True)
class Start:
    """The database when the run began."""

    tables: tuple[str, ...]  # of all models but those that migrate fills
    append_only: frozenset[str]  # rows cannot be deleted, only all of them at once
    made: dict[str, str]  # fingerprints of what migrate made, by table


def use_from_now_on() -> None:
    """Let tests that commit clean up this way. Call it with the test database just made."""
    with connection.cursor() as cursor:
        cursor.execute(APPEND_ONLY)
        append_only = frozenset(name for (name,) in cursor.fetchall())
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    start = Start(tuple(sorted({*tables} - {*MADE_BY_MIGRATE})), append_only, made_by_migrate())

    def clean_up(case: TransactionTestCase) -> None:
        nonlocal start
        if made_by_migrate() == start.made:
            empty(start)
        else:
            flush(case)
            start = replace(start, made=made_by_migrate())  # the same under new ids

    TransactionTestCase._fixture_teardown = clean_up


def made_by_migrate() -> dict[str, str]:
    """One fingerprint for each of the tables, by all columns of all rows."""
    with connection.cursor() as cursor:
        cursor.execute(
            " UNION ALL ".join(
                f"SELECT '{table}', md5(string_agg(part::text, ',' ORDER BY part::text)) FROM {table} part"
                for table in MADE_BY_MIGRATE
            )
        )
        return dict(cursor.fetchall())


@transaction.atomic
def empty(start: Start) -> None:
    """No row is left in the tables of our models. Foreign keys are checked at the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            " UNION ALL ".join(
                f"SELECT '{table}' WHERE EXISTS (SELECT FROM {table})" for table in start.tables
            )
        )
        filled = {table for (table,) in cursor.fetchall()}
        for table in sorted(filled - start.append_only):
            cursor.execute(f"DELETE FROM {table}")
        if filled & start.append_only:
            cursor.execute(f"TRUNCATE {', '.join(sorted(filled & start.append_only))}")
