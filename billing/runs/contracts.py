"""The contract data that consumers find on their invoices (L6, § 4 TKTransparenzV), as of the day of dispatch.

They are the same on all invoices that one customer gets with a run, and never change afterwards.
"""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from django.db.models import Q

from accounts.models import CustomerKind
from contracts.contract_data import TELECOM, contract_data_of
from contracts.models import Product

BATCH = 2000  # customers
NEWS = timedelta(days=31)  # of an older run nobody knows any more how the contracts stood then


def stage_contracts(cursor: Any, day: date, *, today: date) -> None:
    """Fill `staged_contracts` for the consumers of the staged invoices; who has no contract here gets no row.

    `day` is that of dispatch. Runs of an archive that is taken in later get nothing: our products are today's.
    """
    if day < today - NEWS:
        return
    cursor.execute("SELECT DISTINCT customer_id FROM pg_temp.staged_invoices ORDER BY customer_id")
    customers = [customer_id for (customer_id,) in cursor.fetchall()]
    for start in range(0, len(customers), BATCH):
        rows = list(_rows(customers[start : start + BATCH], day))
        with cursor.copy("COPY pg_temp.staged_contracts (customer_id, contract_data) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)


def _rows(customers: list[int], day: date) -> Iterator[tuple[int, str]]:
    products = (
        Product.objects.running()
        .filter(family__in=TELECOM, customer__in=customers, customer__kind=CustomerKind.PRIVATE)
        .filter(Q(started_on=None) | Q(started_on__lte=day), Q(ends_on=None) | Q(ends_on__gte=day))
        .exclude(parent__isnull=False, term={})  # parts that end with their parent
        .order_by("customer_id", "started_on", "pk")
    )
    for customer_id, theirs in groupby(products, key=lambda product: product.customer_id):
        yield customer_id, json.dumps([contract_data_of(product, day).as_json() for product in theirs])
