"""Fixtures of the mobile room; models are imported once Django is set up."""

from typing import Any

import pytest


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
