"""Choosing a password of one's own (requirements A5, A8, A11)."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from accounts.errors import PasswordRefused
from accounts.hashing import hashed, matches
from accounts.models import Customer, EmailConfirmation, Login, LoginKind, OneTimePassword, SessionEnd
from accounts.operations.notices import customer_id_of, tell
from accounts.rules.known_passwords import is_known_password
from accounts.rules.own_words import own_words
from accounts.rules.password import Check, Fault, faults
from accounts.sessions import end_sessions
from portal.audit.trail import Actor, record


@transaction.atomic
def change_password(*, login: Login, new_password: str, actor: Actor, now: datetime) -> None:
    """Give `login` a new password of its own. PasswordRefused names everything that is wrong with it.

    Uses up an open one-time password, ends every session of the login (A8), tells the confirmed address. Whoever
    changes it because somebody else was inside also gets rid of what that one left: a change of address that
    waits for its click, and kept forms.
    """
    lock_door(login.identifier)
    locked = Login.objects.select_for_update().get(pk=login.pk)
    found = password_faults(login=locked, new_password=new_password)
    if found:
        raise PasswordRefused(found)
    locked.password = hashed(new_password)
    locked.password_changed_at = now
    locked.save(update_fields=["password", "password_changed_at"])
    locked.one_time_passwords.unspent().update(used_at=now)
    waiting = locked.email_confirmations.filter(used_at=None, replaced_at=None)
    waiting.filter(purpose=EmailConfirmation.Purpose.CHANGE).update(replaced_at=now)
    locked.drafts.all().delete()
    end_sessions(locked.sessions.filter(ended_at=None), end=SessionEnd.PASSWORD_CHANGED, now=now)
    record("password.changed", actor=actor, now=now, customer_id=customer_id_of(locked), subject=locked)
    tell("password_changed", login=locked, now=now)
    login.refresh_from_db()


def lock_door(identifier: str) -> None:
    """Lock the logins that stand at the same door, so that two of them cannot take the same password at once."""
    kinds = [LoginKind.CUSTOMER, LoginKind.INVOICE_ONLY]
    list(Login.objects.select_for_update().filter(identifier=identifier, kind__in=kinds).order_by("pk"))


def password_faults(*, login: Login, new_password: str) -> list[Fault]:
    """Everything that speaks against `new_password` for `login`: shape, own data, lists, its other passwords."""
    customers = list(
        Customer.objects.filter(accesses__login=login, accesses__revoked_at=None).prefetch_related(
            "addresses"
        )
    )
    check = Check(own_words=_words_of(login, customers), is_known=_is_known)
    return faults(new_password, check) + _same_as_another(login, customers, new_password)


def _is_known(password: str) -> bool:
    return is_known_password(password, breached_file=settings.BREACHED_PASSWORDS_FILE)


def _words_of(login: Login, customers: list[Customer]) -> frozenset[str]:
    texts = [login.full_name]
    whole = [login.identifier]
    for customer in customers:
        texts += [customer.first_name, customer.last_name, customer.company]
        whole.append(customer.number)
        for address in customer.addresses.all():
            texts += [address.name, address.addition, address.street, address.town]
            whole.append(address.postcode)
    return own_words(texts, whole=whole)


def _same_as_another(login: Login, customers: list[Customer], new_password: str) -> list[Fault]:
    """No two doors with one key: the password decides what it opens (A11)."""
    found = []
    if matches(new_password, login.password):
        found.append(Fault.SAME_AS_BEFORE)
    for other in _logins_beside(login):
        if matches(new_password, other.password):
            is_invoice = other.kind == LoginKind.INVOICE_ONLY
            found.append(Fault.SAME_AS_INVOICE if is_invoice else Fault.SAME_AS_PORTAL)
    given = [customer.telephone_password for customer in customers]
    given += OneTimePassword.objects.filter(login__identifier=login.identifier).newest_hashes()
    if any(matches(new_password, encoded) for encoded in given if encoded):
        found.append(Fault.SAME_AS_GIVEN)
    return found


def _logins_beside(login: Login) -> list[Login]:
    """The other logins that stand at the same door under the same number."""
    if login.kind not in (LoginKind.CUSTOMER, LoginKind.INVOICE_ONLY):
        return []
    kinds = [LoginKind.CUSTOMER, LoginKind.INVOICE_ONLY]
    beside = Login.objects.filter(identifier=login.identifier, kind__in=kinds)
    return list(beside.exclude(pk=login.pk))
