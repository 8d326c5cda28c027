"""Logins, and the customers they may see."""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.access.scope import Scope


class LoginKind(models.TextChoices):
    CUSTOMER = "customer", _("customer number")
    INVOICE_ONLY = "invoice_only", _("invoice-only")
    EMAIL = "email", _("e-mail account")
    STAFF = "staff", _("service centre")


class LoginManager(BaseUserManager["Login"]):
    """Django's commands make staff; customers come in through the carrier feed."""

    def get_by_natural_key(self, username: str | None) -> "Login":
        return self.get(kind=LoginKind.STAFF, identifier=username)

    def create_user(self, identifier: str, password: str | None = None, **values: Any) -> "Login":
        login = self.model(identifier=identifier, **{"kind": LoginKind.STAFF, **values})
        login.set_password(password)
        login.save(using=self._db)
        return login

    def create_superuser(self, identifier: str, password: str | None = None, **values: Any) -> "Login":
        return self.create_user(identifier, password, **{**values, "is_superuser": True})


class Login(AbstractBaseUser, PermissionsMixin):  # type: ignore[django-manager-missing]  # django-otp is untyped
    """Something one logs in with: an identifier of a kind and a password of its own.

    `password` is the login's *own* password; it is unusable until somebody chose one. One-time passwords are
    rows of their own. The same customer number may stand in a customer login and an invoice-only login.
    """

    kind = models.CharField(_("kind"), max_length=20, choices=LoginKind.choices)
    identifier = models.CharField(_("identifier"), max_length=254)
    language = models.CharField(_("language"), max_length=2, default="de")
    full_name = models.CharField(_("name"), max_length=200, blank=True)  # staff and e-mail accounts
    is_active = models.BooleanField(_("active"), default=True)
    created_at = models.DateTimeField(_("created"), default=timezone.now)
    password_changed_at = models.DateTimeField(_("password changed"), null=True, blank=True)

    objects = LoginManager()

    USERNAME_FIELD = "identifier"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("login")
        verbose_name_plural = _("logins")
        permissions = [("remove_factor", "Can remove the second factor of a member of staff")]
        constraints = [
            models.UniqueConstraint(fields=["kind", "identifier"], name="one_login_per_kind_and_identifier")
        ]

    def __str__(self) -> str:
        return self.full_name or self.identifier

    @property
    def is_staff(self) -> bool:
        """Django's admin asks for this name."""
        return self.kind == LoginKind.STAFF and self.is_active


class AccessQuerySet(models.QuerySet["Access"]):
    def valid_at(self, now: Any) -> "AccessQuerySet":
        """Granted, begun and not revoked at `now`."""
        return self.filter(Q(revoked_at=None) | Q(revoked_at__gt=now), valid_from__lte=now)


class Access(models.Model):
    """A login may see or change a customer to the extent of `scope`. A revocation holds from the next request on."""

    login = models.ForeignKey(Login, models.CASCADE, related_name="accesses", verbose_name=_("login"))
    customer = models.ForeignKey(
        "accounts.Customer", models.PROTECT, related_name="accesses", verbose_name=_("customer")
    )
    scope = models.PositiveSmallIntegerField(_("scope"), choices=[(s.value, s.name) for s in Scope])
    granted_by = models.ForeignKey(
        Login, models.SET_NULL, null=True, blank=True, related_name="granted", verbose_name=_("granted by")
    )
    valid_from = models.DateTimeField(_("valid from"), default=timezone.now)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    objects = AccessQuerySet.as_manager()

    class Meta:
        verbose_name = _("access")
        verbose_name_plural = _("accesses")
        constraints = [
            models.UniqueConstraint(
                fields=["login", "customer"],
                condition=Q(revoked_at__isnull=True),
                name="one_open_access_per_login_and_customer",
            )
        ]

    def __str__(self) -> str:
        return f"{self.login_id} → {self.customer_id} ({self.scope})"
