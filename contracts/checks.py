"""What must be right before orders are taken: every kind and every consequence once."""

from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register

from contracts.orders.registry import consequences, kinds


@register(Tags.compatibility)
def registries_without_duplicates(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """contracts.E001 for a kind of order, contracts.E002 for a consequence that two rooms add."""
    return [
        Error(f"{key!r} was added twice to the {name}.", id=code)
        for name, keys, code in (
            (kinds.name, kinds.duplicates(), "contracts.E001"),
            (consequences.name, consequences.duplicates(), "contracts.E002"),
        )
        for key in keys
    ]
