"""What families of products have besides name, price and term: numbers, mailboxes, accesses, a directory entry."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .inventory import Product


class PhoneNumber(models.Model):
    """A fixed-line number of a telephony product, as customers write it."""

    product = models.ForeignKey(Product, models.CASCADE, related_name="numbers", verbose_name=_("product"))
    number = models.CharField(_("number"), max_length=30)  # 0511 123456
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to (exclusive)"), null=True, blank=True)

    class Meta:
        verbose_name = _("telephone number")
        verbose_name_plural = _("telephone numbers")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["number"], condition=Q(valid_to=None), name="one_owner_per_number"
            )
        ]

    def __str__(self) -> str:
        return self.number


class Mailbox(models.Model):
    """One e-mail address of the package. The hash proves that somebody knows its password (H1)."""

    product = models.OneToOneField(
        Product, models.CASCADE, related_name="mailbox", primary_key=True, verbose_name=_("product")
    )
    address = models.EmailField(_("address"), unique=True)
    password = models.CharField(_("hash"), max_length=200, blank=True)
    password_changed_at = models.DateTimeField(_("password changed"), null=True, blank=True)
    sends_sms = models.BooleanField(_("sends SMS"), default=False)

    class Meta:
        verbose_name = _("mailbox")
        verbose_name_plural = _("mailboxes")

    def __str__(self) -> str:
        return self.address


class PendingMailbox(models.Model):
    """What an open order will make of a mailbox: a new address, or a new password.

    It reserves the address, and keeps the hash that becomes the mailbox's when the carrier is done. It goes as soon
    as the order has any outcome.
    """

    order = models.OneToOneField(
        "contracts.Order", models.CASCADE, related_name="+", primary_key=True, verbose_name=_("order")
    )
    address = models.EmailField(_("address"), unique=True)
    password = models.CharField(_("hash"), max_length=200)

    class Meta:
        verbose_name = _("ordered mailbox")
        verbose_name_plural = _("ordered mailboxes")

    def __str__(self) -> str:
        return self.address


class Domain(models.Model):
    """A domain of the package, with the password that proves who owns it (H1)."""

    product = models.OneToOneField(
        Product, models.CASCADE, related_name="domain", primary_key=True, verbose_name=_("product")
    )
    name = models.CharField(_("name"), max_length=253, unique=True)
    password = models.CharField(_("hash"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("domain")
        verbose_name_plural = _("domains")

    def __str__(self) -> str:
        return self.name


class DialInAccess(models.Model):
    """What a router dials in with. The password itself is the carrier's (C14)."""

    product = models.OneToOneField(
        Product, models.CASCADE, related_name="dial_in", primary_key=True, verbose_name=_("product")
    )
    username = models.CharField(_("user name"), max_length=100)
    password_changed_at = models.DateTimeField(_("password changed"), null=True, blank=True)

    class Meta:
        verbose_name = _("internet dial-in")
        verbose_name_plural = _("internet dial-ins")

    def __str__(self) -> str:
        return self.username


class VoipSuperuser(models.Model):
    """The administrator of a VoIP line's telephone system; the password is the carrier's (C14)."""

    product = models.OneToOneField(
        Product, models.CASCADE, related_name="voip_superuser", primary_key=True, verbose_name=_("product")
    )
    username = models.CharField(_("user name"), max_length=60)
    created_at = models.DateTimeField(_("created"))
    password_changed_at = models.DateTimeField(_("password changed"))

    class Meta:
        verbose_name = _("VoIP superuser")
        verbose_name_plural = _("VoIP superusers")

    def __str__(self) -> str:
        return self.username


class TvAccess(models.Model):
    """Pay-TV: the youth-protection PIN, sealed (C9)."""

    product = models.OneToOneField(
        Product, models.CASCADE, related_name="tv", primary_key=True, verbose_name=_("product")
    )
    youth_pin_sealed = models.CharField(_("youth-protection PIN"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("Pay-TV access")
        verbose_name_plural = _("Pay-TV accesses")

    def __str__(self) -> str:
        return str(self.product_id)


class DirectoryEntry(models.Model):
    """The entry of a telephony product in directories (B7, § 17 TDDDG: only what the customer asked for)."""

    product = models.OneToOneField(
        Product, models.CASCADE, related_name="directory", primary_key=True, verbose_name=_("product")
    )
    printed = models.BooleanField(_("printed directories"), default=False)
    electronic = models.BooleanField(_("electronic directories"), default=False)
    enquiries = models.BooleanField(_("directory enquiries"), default=False)
    name = models.CharField(_("name"), max_length=100, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    profession = models.CharField(_("profession"), max_length=100, blank=True)
    since = models.DateField(_("since"), null=True, blank=True)

    class Meta:
        verbose_name = _("directory entry")
        verbose_name_plural = _("directory entries")

    def __str__(self) -> str:
        return str(self.product_id)
