"""The registries of the shell and what a login sees of the navigation."""

import pytest

from portal.access.scope import Scope
from portal.shell import checks, navigation
from portal.shell.navigation import NavItem, Section, groups_for
from portal.shell.registry import Registry


@pytest.fixture
def menu(monkeypatch):
    own = Registry(
        "navigation", key=lambda item: item.url_name, order=lambda i: i.section.value * 1000 + i.order
    )
    own.add(
        NavItem("Impressum", "shell:imprint", Section.CONTRACTS, Scope.INVOICES, 2),
        NavItem("Datenschutz", "shell:privacy", Section.CONTRACTS, Scope.READ, 1),
        NavItem("Barrierefreiheit", "shell:accessibility", Section.SERVICES, None, 1),
    )
    monkeypatch.setattr(navigation, "navigation", own)
    monkeypatch.setattr(checks, "navigation", own)
    monkeypatch.setattr(checks, "REGISTRIES", (own,))
    return own


def labels(scope):
    return [[str(link.label) for link in group.links] for group in groups_for(scope, "/nirgends/")]


def test_navigation_shows_what_the_scope_may_use(menu):
    assert labels(None) == [["Barrierefreiheit"]]
    assert labels(Scope.INVOICES) == [["Impressum"], ["Barrierefreiheit"]]
    assert labels(Scope.FULL) == [["Datenschutz", "Impressum"], ["Barrierefreiheit"]]


def test_navigation_marks_the_current_page(menu):
    contracts, services = groups_for(Scope.FULL, "/impressum/weiter/")
    assert [link.current for link in contracts.links] == [False, True]
    assert (contracts.here, services.here) == (True, False)
    assert services.single == services.links[0]
    assert contracts.single is None


def test_duplicates_and_dead_addresses_are_refused(menu):
    assert checks.registries_without_duplicates() == []
    assert checks.navigation_resolves() == []
    menu.add(
        NavItem("Noch einmal", "shell:imprint", Section.START, None, 9),
        NavItem("Tot", "shell:nirgends", Section.START, None, 10),
    )
    assert [(e.id, e.msg) for e in checks.registries_without_duplicates()] == [
        ("shell.E002", "'shell:imprint' was added twice to the shell's navigation.")
    ]
    assert [e.id for e in checks.navigation_resolves()] == ["shell.E003"]


def test_registered_entries_of_all_rooms_are_in_order():
    assert checks.registries_without_duplicates() == []
    assert checks.navigation_resolves() == []
