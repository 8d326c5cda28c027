"""What views of other packages need, in one table: module of the view → need."""

from collections.abc import Callable
from typing import Any

from portal.access.decorators import Need

FOREIGN_NEEDS: dict[str, Need] = {
    "django.views.static": Need("public"),
    "django.views.i18n": Need("public"),
}


def foreign_need(view: Callable[..., Any]) -> Need | None:
    """The need of a view that we did not write; None when it is not in the table."""
    view_class = getattr(view, "view_class", None)
    module = view_class.__module__ if view_class is not None else view.__module__
    return FOREIGN_NEEDS.get(module)
