"""The account of the named cast, on a Friday in November. Models are known once Django is set up."""

from typing import Any

import pytest
import time_machine


@pytest.fixture
def account(erika: Any) -> Any:
    from tests.contracts.catalogue_data import load_demo_catalogue
    from tests.contracts.owned import account_product

    load_demo_catalogue()
    return account_product(erika)


@pytest.fixture
def here(client: Any, erika: Any) -> Any:
    from tests.cast import log_in

    with time_machine.travel("2026-11-20 10:00+01:00", tick=False):
        yield log_in(client, erika.login)
