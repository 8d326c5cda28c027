"""States of a declaration as a case of the service centre, and the moves between them (C11)."""

from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class DeclarationState(models.TextChoices):
    NEW = "new", pgettext_lazy("case", "new")
    IN_PROGRESS = "in_progress", _("in progress")
    DONE = "done", _("done")
    REFUSED = "refused", _("refused")


_S = DeclarationState
OPEN = (_S.NEW, _S.IN_PROGRESS)

# A decision was mailed to the person: nothing leaves it.
MOVES: Mapping[DeclarationState, frozenset[DeclarationState]] = {
    _S.NEW: frozenset({_S.IN_PROGRESS, _S.DONE, _S.REFUSED}),
    _S.IN_PROGRESS: frozenset({_S.DONE, _S.REFUSED}),
    _S.DONE: frozenset(),
    _S.REFUSED: frozenset(),
}


def may_move(state: str, to: str) -> bool:
    """Is this move in the table? Staying where one is is no move."""
    return DeclarationState(to) in MOVES[DeclarationState(state)]
