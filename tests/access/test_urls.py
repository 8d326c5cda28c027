"""URL × role: who may open which address (architecture, wall 1)."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts.models import LoginKind
from portal.access.scope import Scope
from tests.access.table import FULL, FULL_FRESH, PUBLIC, ROWS, STAFF, STAFF_SETUP, STEP, Row
from tests.cast import log_in, make_login, make_person

SCOPES = {"INVOICES": 10, "INVOICES_AND_CALLS": 20, "READ": 30, FULL: 40, FULL_FRESH: 40}
ROLES = ["anonymous", "stranger", "invoice_only", "reader", "owner", "staff"]


def patterns(resolver: URLResolver, namespace: str = "") -> list[tuple[str, URLPattern]]:
    found = []
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            found += patterns(entry, inner)
        else:
            found.append((f"{namespace}{entry.name or ''}", entry))
    return found


def all_names() -> list[str]:
    return [name for name, _ in patterns(get_resolver()) if not name.startswith("admin:")]


def test_every_address_is_listed_and_named():
    assert sorted(set(all_names()) - set(ROWS)) == []


def test_the_table_lists_no_address_that_is_gone():
    assert sorted(set(ROWS) - set(all_names())) == []


def test_every_view_declares_what_the_table_says():
    declared = {}
    for name, pattern in patterns(get_resolver()):
        need = getattr(pattern.callback, "access_need", None)
        if name.startswith("admin:") or need is None:
            continue
        if need.who == "customer":
            declared[name] = need.scope.name + (", fresh proof" if need.fresh_proof else "")
        else:
            declared[name] = {"step": STEP, "staff_setup": STAFF_SETUP}.get(need.who, need.who)
    assert declared == {name: row.need for name, row in ROWS.items() if name in declared}


@pytest.fixture
def role(request, erika, anna_service):
    """A client in the given role, looking at what is erika's."""
    client = Client(raise_request_exception=True)
    name = request.param
    if name == "stranger":
        log_in(client, make_person("4999999997", email="fremd@example.org").login)
    elif name == "invoice_only":
        login = make_login(erika.customer, kind=LoginKind.INVOICE_ONLY, scope=Scope.INVOICES, password="x")
        log_in(client, login)
    elif name == "reader":
        login = make_login(erika.customer, kind=LoginKind.EMAIL, scope=Scope.READ, password="x")
        log_in(client, login)
    elif name == "owner":
        log_in(client, erika.login)
    elif name == "staff":
        from tests.cast import log_in_staff

        log_in_staff(client, anna_service)
    return name, client


@pytest.mark.parametrize("role", ROLES, indirect=True)
def test_only_those_who_may_get_in(role, erika):
    who, client = role
    cookies = client.cookies.copy()
    found = {}
    for name, row in ROWS.items():
        arguments = row.own(erika) if row.own else row.arguments
        response = getattr(client, row.method)(reverse(name, kwargs=arguments), row.data)
        found[name] = outcome(response)
        client.cookies = cookies.copy()
    assert found == {name: expected(row, who) for name, row in ROWS.items()}


def outcome(response) -> str:
    """What the middleware and `visible_to` made of the request, in one word."""
    location = response.headers.get("Location", "")
    if location.startswith(reverse(settings.LOGIN_URL)) and response.status_code == 302:
        return "log in"
    if location.startswith(reverse("staff_login")):
        return "staff log in"
    if location == reverse("admin:index"):
        return "go to the service centre"
    if response.status_code in (403, 404):
        return str(response.status_code)
    return "in"


def expected(row: Row, who: str) -> str:
    if row.need == PUBLIC:
        return row.for_people or "in"
    if row.need == STEP:
        return "log in"
    if who == "staff" and row.for_staff:
        return row.for_staff
    if row.need in (STAFF, STAFF_SETUP):
        return {"anonymous": "staff log in", "staff": "in"}.get(who, "403")
    if who == "anonymous":
        return "log in"
    if who == "staff":
        return "go to the service centre"
    has = {"stranger": 40, "invoice_only": 10, "reader": 30, "owner": 40}[who]
    if has < SCOPES[row.need]:
        return "403"
    return "404" if who == "stranger" and row.own else "in"


@pytest.mark.parametrize("who", ["anonymous", "owner"])
def test_the_admin_is_closed_to_everybody_else(who, erika):
    client = Client()
    if who == "owner":
        log_in(client, erika.login)
    open_doors = {"admin:login", "admin:jsi18n"}
    for name, pattern in patterns(get_resolver()):
        nameless = name.startswith("admin:") and not name.removeprefix("admin:")  # the catch-all, old links
        if not name.startswith("admin:") or nameless or name in open_doors | {"admin:app_list"}:
            continue
        arguments = dict.fromkeys(pattern.pattern.converters, "1")
        response = client.get(reverse(name, kwargs=arguments))
        assert outcome(response) == ("staff log in" if who == "anonymous" else "403"), name
