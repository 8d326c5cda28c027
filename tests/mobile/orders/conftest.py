"""Erika at her desk, logged in, on a Friday in November."""

from typing import Any

import pytest
import time_machine
from django.utils import timezone


@pytest.fixture
def here(client: Any, erika: Any) -> Any:
    """Her browser; the password was just given (A14)."""
    from accounts.models import LoginSession
    from tests.cast import log_in

    with time_machine.travel("2026-11-20 10:00+01:00", tick=False):
        log_in(client, erika.login)
        LoginSession.objects.update(proof_at=timezone.now())
        yield client


@pytest.fixture
def account(catalogue: Any, erika: Any) -> Any:
    """What new contracts are ordered on."""
    from tests.contracts.owned import account_product

    return account_product(erika)
