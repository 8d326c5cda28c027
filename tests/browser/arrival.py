"""A click is over when the page it leads to has been read, not when its first byte is there.

Playwright waits until a navigation is committed. What a test reads at once and without `expect` (rows of a table, the
number of links) would then come from a page that is still empty, on a busy machine more often than on a quiet one.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

import pytest
from playwright.sync_api import Locator

LEADS_ON = ("click", "dblclick", "press")


def make_clicks_arrive(patch: pytest.MonkeyPatch) -> None:
    """From now on these actions of a locator wait for the page they lead to."""
    for name in LEADS_ON:
        patch.setattr(Locator, name, _arriving(getattr(Locator, name)))


def _arriving(action: Callable[..., None]) -> Callable[..., None]:
    @wraps(action)
    def act_and_arrive(locator: Locator, *args: Any, **options: Any) -> None:
        action(locator, *args, **options)
        locator.page.wait_for_load_state()

    return act_and_arrive
