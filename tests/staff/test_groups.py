"""K1: groups with the least they need; who is in none sees nothing."""

from io import StringIO

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Group, Permission
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from accounts.models import Login
from portal.audit.models import AuditEntry
from portal.shell.staff_groups import StaffGroup, bring_groups_in_line, granted_to
from tests.cast import Person

READ_ONLY_MODELS = [
    "audit.AuditEntry",
    "outbox.OutgoingMail",
    "accounts.Customer",
    "billing.Invoice",
    "carrier.CarrierMessage",
    "carrier.CarrierCall",
    "carrier.CarrierEvent",
    "carrier.SimulatedOrder",
]


def held_by(group: StaffGroup) -> list[str]:
    permissions = Group.objects.get(name=group.title).permissions.select_related("content_type")
    return sorted(f"{p.content_type.app_label}.{p.codename}" for p in permissions)


@pytest.mark.parametrize("group", StaffGroup)
def test_k1_each_group_holds_exactly_what_was_granted(db: None, group: StaffGroup):
    assert held_by(group) == granted_to(group)


def test_k1_what_the_code_takes_back_the_next_migration_takes_away(db: None):
    group = Group.objects.get(name=StaffGroup.CATALOGUE.title)
    group.permissions.add(Permission.objects.get(codename="view_customer"))
    bring_groups_in_line(apps.get_app_config("accounts"))
    assert held_by(StaffGroup.CATALOGUE) == granted_to(StaffGroup.CATALOGUE)


def test_k1_nobody_may_change_what_is_only_read():
    granted = {name for group in StaffGroup for name in granted_to(group)}
    for label in READ_ONLY_MODELS:
        app, model = label.lower().split(".")
        assert granted.isdisjoint({f"{app}.{verb}_{model}" for verb in ("add", "change", "delete")})


def test_k1_only_the_auditor_and_the_lead_read_the_trail():
    readers = {group for group in StaffGroup if "audit.view_auditentry" in granted_to(group)}
    assert readers == {StaffGroup.AUDITOR, StaffGroup.LEAD}


@pytest.mark.parametrize(
    ("group", "path", "status"),
    [
        (StaffGroup.SERVICE, "/verwaltung/accounts/customer/", 200),
        (StaffGroup.SERVICE, "/verwaltung/audit/auditentry/", 403),
        (StaffGroup.SERVICE, "/verwaltung/accounts/login/", 403),
        (StaffGroup.SERVICE, "/verwaltung/shell/announcement/add/", 403),
        (StaffGroup.SERVICE, "/verwaltung/billing/billingrun/", 403),
        (StaffGroup.LEAD, "/verwaltung/shell/announcement/add/", 200),
        (StaffGroup.LEAD, "/verwaltung/accounts/login/", 200),
        (StaffGroup.BILLING, "/verwaltung/billing/billingrun/", 200),
        (StaffGroup.BILLING, "/verwaltung/support/contactmessage/", 403),
        (StaffGroup.CATALOGUE, "/verwaltung/accounts/customer/", 403),
        (StaffGroup.SERVICE, "/verwaltung/carrier/carriermessage/", 403),
        (StaffGroup.LEAD, "/verwaltung/carrier/carriermessage/", 200),
        (StaffGroup.LEAD, "/verwaltung/carrier/carriercall/", 200),
        (StaffGroup.LEAD, "/verwaltung/carrier/simulatedorder/", 200),
        (StaffGroup.AUDITOR, "/verwaltung/carrier/carrierevent/", 200),
        (StaffGroup.AUDITOR, "/verwaltung/audit/auditentry/", 200),
        (StaffGroup.AUDITOR, "/verwaltung/accounts/customer/", 403),
        (StaffGroup.AUDITOR, "/verwaltung/outbox/outgoingmail/", 403),
    ],
)
def test_k1_pages_open_to_the_groups_that_need_them(staff_client, group: StaffGroup, path: str, status: int):
    assert staff_client(group).get(path).status_code == status


def test_k1_every_address_of_the_service_centre_asks_for_staff():
    open_to_all = {"verwaltung/anmelden/", "verwaltung/login/"}
    found = dict(_addresses(get_resolver().url_patterns, ""))
    assert len(found) > 40
    for route, callback in found.items():
        need = getattr(callback, "access_need", None)
        assert need is not None, route
        expected = {"public"} if route in open_to_all else {"staff", "staff_setup"}
        assert need.who in expected, route


def _addresses(patterns, prefix: str):
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _addresses(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern) and route.startswith("verwaltung/"):
            yield route, pattern.callback


@pytest.mark.parametrize("model", sorted(admin.site._registry, key=str), ids=lambda model: model._meta.label)
def test_k1_every_page_is_closed_to_customers_and_strangers(client: Client, erika: Person, model):
    path = f"/verwaltung/{model._meta.app_label}/{model._meta.model_name}/"
    assert client.get(path)["Location"].startswith("/verwaltung/anmelden/")
    client.force_login(erika.login, backend="accounts.backends.CustomerSessionBackend")
    assert client.get(path).status_code == 403


def test_k1_staff_are_made_by_a_command(db: None, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("sys.stdin", StringIO("Dienst-Zimmer-12\n"))
    out = StringIO()
    call_command(
        "create_staff", "petra", "--name", "Petra Voss", "--group", "service", "--password-stdin", stdout=out
    )
    login = Login.objects.get(identifier="petra")
    assert (login.kind, login.full_name, login.is_superuser) == ("staff", "Petra Voss", False)
    assert [group.name for group in login.groups.all()] == ["Servicecenter"]
    assert login.check_password("Dienst-Zimmer-12")
    entry = AuditEntry.objects.get(action="staff.created")
    assert (entry.actor_name, entry.new) == ("create_staff", {"identifier": "petra", "groups": "['service']"})


def test_a5_a_weak_staff_password_makes_no_login(db: None, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("sys.stdin", StringIO("petra\n"))
    with pytest.raises(CommandError):
        call_command("create_staff", "petra", "--group", "service", "--password-stdin")
    assert not Login.objects.filter(identifier="petra").exists()


def test_k1_a_name_is_given_once(anna_service: Login, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("sys.stdin", StringIO("Dienst-Zimmer-12\n"))
    with pytest.raises(CommandError, match="anna"):
        call_command("create_staff", "anna", "--group", "service", "--password-stdin")
