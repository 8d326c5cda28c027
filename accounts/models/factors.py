"""Recovery codes: the printed way in when the phone is gone (A13). TOTP devices are django-otp's own."""

import hmac
import secrets
from hashlib import sha256
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_otp.models import Device

if TYPE_CHECKING:
    from accounts.models.logins import Login

CODES = 10
# 32 signs without 0, O, 1 and I: 16 of them are 80 bits, too many to guess or to search through.
ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
GROUPS, GROUP_LENGTH = 4, 4


class SheetManager(models.Manager["RecoveryDevice"]):
    """django-otp asks each kind of device for those of a login by this name."""

    def devices_for_user(
        self, user: "Login", confirmed: bool | None = None
    ) -> "models.QuerySet[RecoveryDevice]":
        sheets = self.filter(user=user)
        return sheets if confirmed is None else sheets.filter(confirmed=confirmed)


class RecoveryDevice(Device):
    """One sheet of recovery codes as a device of django-otp; a new sheet replaces the old one whole.

    Codes are random and long, so a keyed digest is enough: whoever reads the table cannot log in.
    """

    created_at = models.DateTimeField(_("created"), default=timezone.now)

    objects = SheetManager()

    class Meta:
        verbose_name = _("recovery codes")
        verbose_name_plural = _("recovery codes")
        constraints = [models.UniqueConstraint(fields=["user"], name="one_sheet_of_recovery_codes")]

    @classmethod
    def renew_for(cls, login: "Login") -> tuple[Self, list[str]]:
        """A fresh sheet for `login` and its codes, which nobody can ever read again."""
        cls.objects.filter(user=login).delete()
        sheet = cls.objects.create(user=login, name="recovery")
        codes = [_random_code() for _n in range(CODES)]
        RecoveryCode.objects.bulk_create(
            RecoveryCode(sheet=sheet, digest=_digest(code, settings.SECRET_KEY)) for code in codes
        )
        return sheet, codes

    def verify_token(self, token: str) -> bool:
        """Uses a code up; small letters, blanks and missing hyphens are forgiven."""
        keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
        digests = [_digest(token, key) for key in keys]
        open_codes = self.codes.filter(used_at=None, digest__in=digests)
        return open_codes.update(used_at=timezone.now()) == 1

    @property
    def left(self) -> int:
        """How many codes still work."""
        return self.codes.filter(used_at=None).count()


class RecoveryCode(models.Model):
    """One code of a sheet; only its digest is kept."""

    sheet = models.ForeignKey(
        RecoveryDevice, models.CASCADE, related_name="codes", verbose_name=_("recovery codes")
    )
    digest = models.CharField(_("digest"), max_length=64)
    used_at = models.DateTimeField(_("used"), null=True, blank=True)

    class Meta:
        verbose_name = _("recovery code")
        verbose_name_plural = _("recovery codes")
        constraints = [models.UniqueConstraint(fields=["sheet", "digest"], name="one_row_per_recovery_code")]

    def __str__(self) -> str:
        return str(self.pk)


def _random_code() -> str:
    groups = ("".join(secrets.choice(ALPHABET) for _n in range(GROUP_LENGTH)) for _g in range(GROUPS))
    return "-".join(groups)


def _digest(code: str, key: str) -> str:
    letters = "".join(code.split()).replace("-", "").upper()
    return hmac.new(f"recovery-code:{key}".encode(), letters.encode(), sha256).hexdigest()
