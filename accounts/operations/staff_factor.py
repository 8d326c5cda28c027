"""Second factors of staff: setting up, new recovery codes, removing (requirements A13, K1)."""

from datetime import datetime

from django.db import transaction
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.models import Login, LoginSession, RecoveryDevice, SessionEnd
from accounts.sessions import end_sessions
from portal.audit.trail import Actor, record


class WrongCode(Exception):
    """The code does not belong to the key that was shown."""


class FactorExists(Exception):
    """There is a factor already; a second one would be a second way in."""


def set_up_factor(
    *, login: Login, key: str, token: str, actor: Actor, now: datetime
) -> tuple[TOTPDevice, list[str]]:
    """Confirm the app that holds `key` (hex) by one of its codes; returns the device and the recovery codes.

    The code counts as used. Raises WrongCode, and FactorExists when another window was faster.
    """
    with transaction.atomic():
        login = Login.objects.select_for_update().get(pk=login.pk)
        if TOTPDevice.objects.filter(user=login, confirmed=True).exists():
            raise FactorExists
        device = TOTPDevice.objects.create(user=login, key=key, name="default", confirmed=True)
        if not device.verify_token(token):
            raise WrongCode
        _sheet, codes = RecoveryDevice.renew_for(login)
        record("staff.factor_set_up", actor=actor, now=now, subject=login)
    return device, codes


def renew_recovery_codes(*, login: Login, actor: Actor, now: datetime) -> list[str]:
    """Replace the sheet of recovery codes; the old ones work no longer."""
    with transaction.atomic():
        login = Login.objects.select_for_update().get(pk=login.pk)
        _sheet, codes = RecoveryDevice.renew_for(login)
        record("staff.recovery_codes_renewed", actor=actor, now=now, subject=login)
    return codes


def remove_factor(*, login: Login, reason: str, actor: Actor, now: datetime) -> None:
    """Phone and recovery codes are gone: the next login sets up a new factor. Every session ends."""
    with transaction.atomic():
        login = Login.objects.select_for_update().get(pk=login.pk)
        TOTPDevice.objects.filter(user=login).delete()
        RecoveryDevice.objects.filter(user=login).delete()
        end_sessions(
            LoginSession.objects.filter(login=login, ended_at=None), end=SessionEnd.ENDED_BY_SERVICE, now=now
        )
        record("staff.factor_removed", actor=actor, now=now, subject=login, note=reason)
