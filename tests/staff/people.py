"""Staff with the rights of one group each, logged in with their second factor."""

from django.contrib.auth.models import Group
from django.test import Client
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.oath import totp

from accounts.models import Login, LoginKind
from portal.shell.staff_groups import StaffGroup
from tests.cast import LONG_AGO, STAFF_PASSWORD


def token_of(login: Login, *, offset: int = 0) -> str:
    """The code that the app of `login` shows now; `offset` counts steps of 30 seconds."""
    device = login.totpdevice_set.get()
    return f"{totp(device.bin_key, drift=offset):06d}"


def make_staff(identifier: str, *groups: StaffGroup, factor: bool = True) -> Login:
    login = Login(
        kind=LoginKind.STAFF, identifier=identifier, full_name=identifier.title(), created_at=LONG_AGO
    )
    login.set_password(STAFF_PASSWORD)
    login.save()
    login.groups.set(Group.objects.filter(name__in=[group.title for group in groups]))
    if factor:
        login.totpdevice_set.create(name="default", confirmed=True)
    return login


def enter(login: Login) -> Client:
    """A client whose session went through both steps (tests of the login itself use the page)."""
    client = Client()
    client.force_login(login, backend="accounts.backends.StaffBackend")
    session = client.session
    session[DEVICE_ID_SESSION_KEY] = login.totpdevice_set.get().persistent_id
    session.save()
    return client
