"""Keeping what somebody had typed, and giving it up again (requirement A9)."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction

from accounts.models import Access, FormDraft

LIFETIME = timedelta(hours=24)
MOST_FIELDS = 60
MOST_CHARACTERS = 20_000
MOST_DRAFTS = 10  # per login


@transaction.atomic
def keep_draft(
    *, login_id: int, customer_id: int, page: tuple[str, str], values: Mapping[str, list[str]], now: datetime
) -> FormDraft | None:
    """Keep `values` of the form at `page` (path, query) in place of what was kept of it before.

    None when there is nothing to keep or more than a person types. `values` must hold no secrets.
    """
    path, query = page
    characters = sum(len(text) for texts in values.values() for text in texts)
    too_much = len(values) > MOST_FIELDS or characters > MOST_CHARACTERS or max(len(path), len(query)) > 300
    if characters == 0 or too_much:
        return None
    draft, _ = FormDraft.objects.update_or_create(
        login_id=login_id,
        customer_id=customer_id,
        path=path,
        defaults={"query": query, "values": dict(values), "created_at": now},
    )
    kept = FormDraft.objects.filter(login_id=login_id).order_by("-created_at", "-pk")
    FormDraft.objects.filter(pk__in=list(kept.values_list("pk", flat=True)[MOST_DRAFTS:])).delete()
    return draft


def drop_draft(*, login_id: int, customer_id: int, path: str) -> int:
    """It was sent or is not wanted any more; returns how many there were."""
    return FormDraft.objects.filter(login_id=login_id, customer_id=customer_id, path=path).delete()[0]


def draft_of(*, login_id: int, customer_id: int, path: str, now: datetime) -> FormDraft | None:
    """What is kept of the form at `path`, for this login with this customer only."""
    rows = FormDraft.objects.filter(login_id=login_id, customer_id=customer_id, path=path)
    return rows.filter(created_at__gt=now - LIFETIME).first()


def newest_draft(*, login_id: int, customer_id: int, now: datetime) -> FormDraft | None:
    """The form that was kept last."""
    rows = FormDraft.objects.filter(login_id=login_id, customer_id=customer_id)
    return rows.filter(created_at__gt=now - LIFETIME).order_by("-created_at", "-pk").first()


def customer_at(*, login_id: int, number: str, customer_id: int | None, now: datetime) -> int | None:
    """The customer a form was filled in for: the one it names, else the one worked with, else the first.

    None when the login may not (or no longer) see that customer.
    """
    granted = Access.objects.valid_at(now).filter(login_id=login_id).order_by("customer__number")
    if number:
        granted = granted.filter(customer__number=number)
    elif customer_id is not None:
        granted = granted.filter(customer_id=customer_id)
    return granted.values_list("customer_id", flat=True).first()


def forget_old_drafts(*, now: datetime) -> int:
    """Delete what is offered to nobody any more; returns how many."""
    return FormDraft.objects.filter(created_at__lte=now - LIFETIME).delete()[0]
