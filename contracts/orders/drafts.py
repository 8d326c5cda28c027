"""Orders that are not placed yet: rows, so that a lost session loses nothing (wall 2)."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from contracts.models import OrderDraft, Product
from portal.lib.sealed import SealBroken, sealer

PURPOSE = "contracts.order_draft"  # of the seal

KEPT = timedelta(days=14)


@transaction.atomic
def save_draft(
    *,
    login_id: int,
    product: Product,
    kind: str,
    answers: Mapping[str, Any],
    secrets: Mapping[str, str],
    now: datetime,
) -> OrderDraft:
    """Keep the answers of a form. The same answers are the same draft; others take its place under a new key."""
    Product.objects.select_for_update().get(pk=product.pk)  # two tabs, one draft
    known = open_draft(login_id=login_id, product=product, kind=kind)
    if known is not None:
        if known.answers == dict(answers) and _same_secrets(known, secrets):
            return known
        known.delete()
    draft = OrderDraft(login_id=login_id, product=product, kind=kind, answers=dict(answers), created_at=now)
    draft.sealed = seal_secrets(draft, secrets)
    draft.save(force_insert=True)
    return draft


def open_draft(*, login_id: int, product: Product, kind: str) -> OrderDraft | None:
    """What this login left unfinished."""
    return OrderDraft.objects.filter(login_id=login_id, product=product, kind=kind, order=None).first()


def unfinished(login_id: int, customer_ids: tuple[int, ...]) -> QuerySet[OrderDraft]:
    """Every unfinished order of a login for a customer, newest first."""
    drafts = OrderDraft.objects.filter(login_id=login_id, product__customer_id__in=customer_ids, order=None)
    return drafts.select_related("product").order_by("-created_at")


def drop_draft(*, login_id: int, product: Product, kind: str) -> None:
    """The customer does not want it any more."""
    OrderDraft.objects.filter(login_id=login_id, product=product, kind=kind, order=None).delete()


def forget_old_drafts(*, now: datetime) -> int:
    """Remove drafts that are older than two weeks, placed or not; their number."""
    return OrderDraft.objects.filter(created_at__lt=now - KEPT).delete()[0]


def seal_secrets(draft: OrderDraft, secrets: Mapping[str, str]) -> str:
    """The secrets of a form, bound to its draft; "" without any."""
    return sealer(PURPOSE).seal_text(json.dumps(dict(secrets)), context=str(draft.key)) if secrets else ""


def open_secrets(draft: OrderDraft) -> dict[str, str]:
    """SealBroken when the secret keys have changed without fallback."""
    if not draft.sealed:
        return {}
    opened: dict[str, str] = json.loads(sealer(PURPOSE).open_text(draft.sealed, context=str(draft.key)))
    return opened


def _same_secrets(draft: OrderDraft, secrets: Mapping[str, str]) -> bool:
    """What can no longer be opened is not what was typed now."""
    try:
        return open_secrets(draft) == dict(secrets)
    except SealBroken:
        return False
