"""Fixtures of the mobile room; models are imported once Django is set up."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine


@pytest.fixture
def catalogue(db: None) -> Any:
    """The demo's catalogue in force."""
    from tests.contracts.catalogue_data import load_demo_catalogue

    return load_demo_catalogue()


@pytest.fixture
def contract(catalogue: Any, erika: Any) -> Any:
    """Erika's mobile contract (contracts.Product) with one active card."""
    from tests.mobile.cast import give_mobile

    return give_mobile(erika)


@pytest.fixture
def surf_sim(catalogue: Any, erika: Any) -> Any:
    """Erika's contract for data only."""
    from tests.mobile.cast import give_mobile

    return give_mobile(erika, "mobil-surfsim-1-24", mobile_number="+4915187654321")


@pytest.fixture
def here(client: Any, erika: Any) -> Iterator[Any]:
    """Erika is logged in on Friday, 20 November 2026."""
    from tests.cast import log_in

    with time_machine.travel("2026-11-20 10:00+01:00", tick=False):
        yield log_in(client, erika.login)
