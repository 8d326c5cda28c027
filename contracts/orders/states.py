"""States of an order (TMF622) and the moves between them (C7)."""

from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _


class OrderState(models.TextChoices):
    """In TM Forum's words; the labels are for customers."""

    ACKNOWLEDGED = "acknowledged", _("placed")
    PENDING = "pending", _("scheduled")
    IN_PROGRESS = "inProgress", _("in progress")
    HELD = "held", _("on hold")
    ASSESSING_CANCELLATION = "assessingCancellation", _("cancellation is being examined")
    PENDING_CANCELLATION = "pendingCancellation", _("is being cancelled")
    COMPLETED = "completed", _("done")
    PARTIAL = "partial", _("partly done")
    FAILED = "failed", _("failed")
    REJECTED = "rejected", _("declined")
    CANCELLED = "cancelled", _("cancelled")


_S = OrderState
OPEN = (
    _S.ACKNOWLEDGED, _S.PENDING, _S.IN_PROGRESS, _S.HELD, _S.ASSESSING_CANCELLATION, _S.PENDING_CANCELLATION,
)  # fmt: skip
FINAL = (_S.COMPLETED, _S.PARTIAL, _S.FAILED, _S.REJECTED, _S.CANCELLED)
CANCELLABLE = (_S.ACKNOWLEDGED, _S.PENDING, _S.IN_PROGRESS, _S.HELD)  # a wish to cancel may be examined
_ENDS = frozenset(FINAL)

# What the carrier ends is over, from wherever it was. Nothing leaves a final state, nothing goes back to
# `acknowledged` except a wish to cancel that was refused.
MOVES: Mapping[OrderState, frozenset[OrderState]] = {
    _S.ACKNOWLEDGED: _ENDS
    | {_S.PENDING, _S.IN_PROGRESS, _S.HELD, _S.ASSESSING_CANCELLATION, _S.PENDING_CANCELLATION},
    _S.PENDING: _ENDS | {_S.IN_PROGRESS, _S.HELD, _S.ASSESSING_CANCELLATION, _S.PENDING_CANCELLATION},
    _S.IN_PROGRESS: _ENDS | {_S.PENDING, _S.HELD, _S.ASSESSING_CANCELLATION, _S.PENDING_CANCELLATION},
    _S.HELD: _ENDS | {_S.PENDING, _S.IN_PROGRESS, _S.ASSESSING_CANCELLATION, _S.PENDING_CANCELLATION},
    _S.ASSESSING_CANCELLATION: _ENDS
    | {_S.ACKNOWLEDGED, _S.PENDING, _S.IN_PROGRESS, _S.HELD, _S.PENDING_CANCELLATION},
    _S.PENDING_CANCELLATION: _ENDS,
    **{state: frozenset() for state in FINAL},
}


def may_move(state: str, to: str) -> bool:
    """Is this move in the table? Staying where one is is no move."""
    return OrderState(to) in MOVES[OrderState(state)]
