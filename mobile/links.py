"""Addresses that stand in another module of this room, where it is installed."""

from django.urls import NoReverseMatch, reverse


def address_of(name: str, *arguments: int | str) -> str:
    """The address, or "" where no page has this name."""
    try:
        return reverse(name, args=arguments)
    except NoReverseMatch:
        return ""
