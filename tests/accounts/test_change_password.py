"""Changing the own password (A5, A8, A11)."""

import threading
from contextlib import suppress

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.errors import PasswordRefused
from accounts.models import LoginSession, SessionEnd
from accounts.operations.doors import enter
from accounts.operations.one_time_passwords import claim
from accounts.operations.passwords import change_password
from accounts.rules.password import Fault
from portal.audit.models import AuditEntry
from portal.audit.trail import Actor
from tests.accounts.play import (
    OWN_PASSWORD,
    answer_resets,
    ask_for_reset,
    code_in,
    delivered,
    is_inside,
    log_in_with,
)
from tests.cast import INITIAL_PASSWORD, INVOICE_PASSWORD, PASSWORD, log_in

ERIKA = Actor(kind="customer", name="4999999999")


def change(login, password):
    change_password(login=login, new_password=password, actor=ERIKA, now=timezone.now())


def test_a8_every_session_of_the_login_ends_and_no_other(erika, firma):
    clients = [log_in(Client(), erika.login), log_in(Client(), erika.login), log_in(Client(), firma.login)]
    change(erika.login, OWN_PASSWORD)
    assert [is_inside(client) for client in clients] == [False, False, True]
    ends = LoginSession.objects.filter(login=erika.login).values_list("end", flat=True)
    assert list(ends) == [SessionEnd.PASSWORD_CHANGED] * 2


def test_a8_the_new_password_opens_and_the_old_one_does_not(client, erika):
    change(erika.login, OWN_PASSWORD)
    assert log_in_with(client, erika.number, PASSWORD).status_code == 200
    assert log_in_with(client, erika.number, OWN_PASSWORD)["Location"] == "/"


def test_a8_a_notice_goes_to_the_confirmed_address(erika):
    change(erika.login, OWN_PASSWORD)
    (notice,) = delivered()
    assert notice.to == ["erika@example.org"]
    assert notice.subject == "Ihr Kennwort wurde geändert"
    assert OWN_PASSWORD not in notice.body


def test_a8_the_change_is_in_the_trail(erika):
    change(erika.login, OWN_PASSWORD)
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.customer_id, entry.subject_id) == (
        "password.changed",
        erika.customer.pk,
        str(erika.login.pk),
    )


def refused(login, password):
    with pytest.raises(PasswordRefused) as info:
        change(login, password)
    login.refresh_from_db()
    return info.value.faults


def test_a5_the_same_password_again_is_no_change(erika):
    assert refused(erika.login, PASSWORD) == [Fault.SAME_AS_BEFORE]
    assert AuditEntry.objects.count() == 0


def test_a5_the_telephone_password_is_refused(erika):
    assert refused(erika.login, INITIAL_PASSWORD) == [Fault.SAME_AS_GIVEN]


def test_a11_the_invoice_password_is_refused_and_the_other_way_round(firma, steuerberater):
    assert refused(firma.login, INVOICE_PASSWORD) == [Fault.SAME_AS_INVOICE]
    assert refused(steuerberater.login, PASSWORD) == [Fault.SAME_AS_PORTAL]


def test_a5_a_company_is_an_own_name(firma):
    assert refused(firma.login, "Leinetal-Logistik-7") == [Fault.OWN_DATA]


def test_a6_a_change_takes_an_open_one_time_password_with_it(client, erika):
    ask_for_reset(client, erika.number, "erika@example.org")
    answer_resets()
    code = code_in(delivered()[0])
    change(erika.login, OWN_PASSWORD)
    assert log_in_with(client, erika.number, code).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_a6_a_mailed_one_time_password_opens_for_one_of_two_at_the_same_moment(client, erika):
    """Both verified it before either claimed it."""
    from accounts.errors import StepOver

    ask_for_reset(client, erika.number, "erika@example.org")
    answer_resets()
    key = erika.login.one_time_passwords.get()
    barrier, outcomes = threading.Barrier(2), []

    def try_it():
        try:
            barrier.wait(5)
            claim(key=key, actor=ERIKA, now=timezone.now())
            outcomes.append("in")
        except StepOver:
            outcomes.append("out")
        finally:
            connection.close()

    threads = [threading.Thread(target=try_it) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["in", "out"]


def test_entering_makes_three_hash_runs_whatever_fits(firma, steuerberater, max, monkeypatch):
    from accounts.errors import DoorClosed
    from portal.lib.hashing import PortalArgon2PasswordHasher

    runs = []
    verify = PortalArgon2PasswordHasher.verify
    monkeypatch.setattr(
        PortalArgon2PasswordHasher, "verify", lambda self, *args: runs.append(1) or verify(self, *args)
    )
    counts = {}
    for number, password in [
        (firma.number, PASSWORD),
        (firma.number, INVOICE_PASSWORD),
        (firma.number, "falsch"),
        (max.number, INITIAL_PASSWORD),
        (max.number, "falsch"),
        ("4999999990", "falsch"),
        ("kein Muster", "falsch"),
    ]:
        runs.clear()
        with suppress(DoorClosed):
            enter(number=number, password=password, address="", now=timezone.now())
        counts[number, password] = len(runs)
    assert set(counts.values()) == {3}
