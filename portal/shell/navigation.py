"""What the page frame offers: navigation, cards of the start page, panels of the service centre.

Upper rooms call `navigation.add(NavItem(…))` in `AppConfig.ready()`; `portal.shell.checks` refuses
duplicates and addresses that do not exist.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.access.scope import Scope

from .registry import Registry

Text = str | Promise


class Section(Enum):
    """The main navigation, in reading order."""

    START = 1
    CONTRACTS = 2
    SETTINGS = 3
    SERVICES = 4

    @property
    def label(self) -> Text:
        return SECTION_LABELS[self]


SECTION_LABELS: dict[Section, Text] = {
    Section.START: _("Home"),
    Section.CONTRACTS: _("My contracts"),
    Section.SETTINGS: _("Personal settings"),
    Section.SERVICES: _("Additional services"),
}


@dataclass(frozen=True)
class NavItem:
    """A link of the main navigation. `minimum_scope` None: everybody sees it, also before login."""

    label: Text
    url_name: str
    section: Section
    minimum_scope: Scope | None
    order: int


@dataclass(frozen=True)
class Card:
    """A card of the start page. `context` gets the request and returns what `template` needs, or None: no card."""

    key: str
    order: int
    minimum_scope: Scope
    template: str
    context: Callable[[HttpRequest], Mapping[str, Any] | None]


@dataclass(frozen=True)
class SecurityItem:
    """A card of the security page, for what another room protects (B6). `context` as with `Card`; the template finds
    what it returns as `item`."""

    key: str
    order: int
    minimum_scope: Scope
    template: str
    context: Callable[[HttpRequest], Mapping[str, Any] | None]


@dataclass(frozen=True)
class AdminPanel:
    """A part of the service centre's customer page. `context` gets the request and the customer, or None: no panel."""

    key: str
    title: Text
    order: int
    permission: str
    template: str
    context: Callable[[HttpRequest, Any], Mapping[str, Any] | None]


@dataclass(frozen=True)
class SearchProvider:
    """Finds customers for the service centre: words in, (text, address) pairs out."""

    key: str
    title: Text
    order: int
    permission: str
    search: Callable[[str], list[tuple[str, str]]]


navigation: Registry[NavItem] = Registry(
    "navigation", key=lambda item: item.url_name, order=lambda item: item.section.value * 1000 + item.order
)
cards: Registry[Card] = Registry("cards", key=lambda card: card.key, order=lambda card: card.order)
security_items: Registry[SecurityItem] = Registry(
    "security items", key=lambda item: item.key, order=lambda item: item.order
)
admin_panels: Registry[AdminPanel] = Registry("admin panels", key=lambda p: p.key, order=lambda p: p.order)
search_providers: Registry[SearchProvider] = Registry(
    "search providers", key=lambda p: p.key, order=lambda p: p.order
)
REGISTRIES: tuple[Registry[Any], ...] = (navigation, cards, security_items, admin_panels, search_providers)


@dataclass(frozen=True)
class NavLink:
    label: Text
    url: str
    current: bool


@dataclass(frozen=True)
class NavGroup:
    """A section with what this login may use of it; a single link needs no menu."""

    label: Text
    links: tuple[NavLink, ...]

    @property
    def single(self) -> NavLink | None:
        return self.links[0] if len(self.links) == 1 else None

    @property
    def here(self) -> bool:
        return any(link.current for link in self.links)


def allowed(minimum_scope: Scope | None, scope: Scope | None) -> bool:
    """Whether somebody with `scope` (None: nobody is logged in as a customer) may use it."""
    return minimum_scope is None or (scope is not None and scope >= minimum_scope)


def groups_for(scope: Scope | None, path: str) -> list[NavGroup]:
    """The navigation this scope may use; the link with the longest address that `path` starts with is current."""
    offered = [(item, reverse(item.url_name)) for item in navigation if allowed(item.minimum_scope, scope)]
    here = max((url for _item, url in offered if _covers(url, path)), key=len, default="")
    groups = []
    for section in Section:
        links = tuple(
            NavLink(item.label, url, current=url == here) for item, url in offered if item.section is section
        )
        if links:
            groups.append(NavGroup(section.label, links))
    return groups


def _covers(url: str, path: str) -> bool:
    return url == path or (url != "/" and path.startswith(url))
