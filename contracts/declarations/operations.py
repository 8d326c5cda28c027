"""Writes about declarations (C11). Nothing here changes a contract: that is an order the service centre places."""

import secrets
from datetime import datetime

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from contracts.models import Declaration, DeclarationEvent
from portal.audit.trail import Actor, record
from portal.lib.codes import ALPHABET
from portal.outbox.links import absolute_url
from portal.outbox.mail import enqueue

from .content import next_steps_of, rows_of, words_of
from .rules import form_key
from .states import DeclarationState, may_move

SLUG_BYTES = 24  # 192 bits: the slug alone opens the receipt


class AlreadyDecided(Exception):
    """Somebody else was faster; the message is meant for staff."""


def receive_declaration(
    *, declaration: Declaration, token: str, language: str, actor: Actor, now: datetime
) -> Declaration:
    """Keep an unsaved `declaration` and mail its receipt at once (§ 312k (4), § 356a (4) BGB).

    Whatever its dates and whoever it names, it is received; it changes no contract. The same form sent twice
    (`token` and content) gives the first one back and mails nothing.
    """
    declaration.form_key = form_key(token, declaration.content())
    with transaction.atomic():
        declaration.number = _free_number(declaration)
        declaration.slug = secrets.token_urlsafe(SLUG_BYTES)
        declaration.received_at = now
        declaration.language = language
        try:
            with transaction.atomic():
                declaration.save(force_insert=True)
        except IntegrityError:
            first = Declaration.objects.filter(form_key=declaration.form_key).first()
            if first is None:  # something else is wrong with it
                raise
            return first
        DeclarationEvent.objects.create(
            declaration=declaration, state=declaration.state, at=now, actor=actor.name[:150]
        )
        record(
            "declaration.received",
            actor=actor,
            now=now,
            customer_id=declaration.customer_id,
            subject=declaration,
            new={"kind": declaration.kind, "number": declaration.number, "channel": declaration.channel},
        )
        _mail_receipt(declaration, now)
    return declaration


def take_declaration(*, declaration: Declaration, actor: Actor, now: datetime) -> None:
    """Somebody works on it. AlreadyDecided when that is over."""
    with transaction.atomic():
        _move(declaration, DeclarationState.IN_PROGRESS, note="", actor=actor, now=now)


def decide_declaration(
    *,
    declaration: Declaration,
    outcome: DeclarationState,
    answer: str,
    note: str,
    actor: Actor,
    now: datetime,
) -> None:
    """Done or refused, once; `answer` is mailed to the address of the receipt, `note` stays in the house.

    AlreadyDecided when somebody else did so before.
    """
    with transaction.atomic():
        locked = _move(declaration, outcome, note=note, actor=actor, now=now)
        locked.handled_at = now
        locked.handled_by_id = actor.login_id
        locked.answer = answer
        locked.save(update_fields=["handled_at", "handled_by", "answer"])
        enqueue(
            "declaration_decided",
            to=locked.email,
            language=locked.language,
            context={
                "is_termination": locked.is_termination,
                "is_refused": outcome == DeclarationState.REFUSED,
                "number": locked.number,
                "received_at": locked.received_at,
                "answer": answer,
            },
            now=now,
            customer_id=locked.customer_id,
            once_key=f"declaration_decided:{locked.pk}",
        )


def _move(
    declaration: Declaration, to: DeclarationState, *, note: str, actor: Actor, now: datetime
) -> Declaration:
    """The one function that changes the state: lock, look it up in the table of moves, write, tell the trail."""
    locked = Declaration.objects.select_for_update().get(pk=declaration.pk)
    if not may_move(locked.state, to):
        raise AlreadyDecided(
            _("%(number)s is in the state “%(state)s” already.")
            % {"number": locked.number, "state": locked.get_state_display()}
        )
    old = locked.state
    locked.state = to
    locked.save(update_fields=["state"])
    DeclarationEvent.objects.create(declaration=locked, state=to, at=now, actor=actor.name[:150], note=note)
    record(
        f"declaration.{to}",
        actor=actor,
        now=now,
        customer_id=locked.customer_id,
        subject=locked,
        old={"state": old},
        new={"state": str(to)},
        note=note,
    )
    return locked


def _free_number(declaration: Declaration) -> str:
    """`K-7PMQ-2XHR` (Kündigung) or `W-…`: 40 bits that tell nobody how many there are."""
    letter = "K" if declaration.is_termination else "W"
    while True:
        signs = "".join(secrets.choice(ALPHABET) for _n in range(8))
        number = f"{letter}-{signs[:4]}-{signs[4:]}"
        if not Declaration.objects.filter(number=number).exists():
            return number


def _mail_receipt(declaration: Declaration, now: datetime) -> None:
    with translation.override(declaration.language):
        context = {
            "is_termination": declaration.is_termination,
            "number": declaration.number,
            "received_at": now,
            "words": words_of(declaration),
            "rows": rows_of(declaration),
            "next_steps": next_steps_of(declaration),
            "url": receipt_url(declaration),
        }
    enqueue(
        "declaration_received",
        to=declaration.email,
        language=declaration.language,
        context=context,
        now=now,
        customer_id=declaration.customer_id,
        once_key=f"declaration_received:{declaration.pk}",
    )


def receipt_url(declaration: Declaration) -> str:
    """The whole address of the receipt, for mails."""
    return absolute_url(receipt_path(declaration))


def receipt_path(declaration: Declaration) -> str:
    name = "termination_receipt" if declaration.is_termination else "withdrawal_receipt"
    return reverse(f"declarations:{name}", kwargs={"slug": declaration.slug})
