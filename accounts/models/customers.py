"""The customer as the carrier knows them: a copy of its CRM, written by `import_carrier_data`."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _


class CustomerKind(models.TextChoices):
    PRIVATE = "private", _("private customer")
    BUSINESS = "business", _("business customer")


class InvoiceDelivery(models.TextChoices):
    POST = "post", _("by post")
    ONLINE = "online", _("online")
    BOTH = "both", _("by post and online")


class CustomerQuerySet(models.QuerySet["Customer"]):
    def visible_to(self, access: object) -> "CustomerQuerySet":
        """The customers whose data `access` may see."""
        return self.filter(pk__in=access.customer_ids)  # type: ignore[attr-defined]


class Customer(models.Model):
    """One customer number. A merged number stays as a pointer to the number that was kept (H4)."""

    number = models.CharField(_("customer number"), max_length=20, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=CustomerKind.choices)
    company = models.CharField(_("company"), max_length=200, blank=True)
    salutation = models.CharField(_("salutation"), max_length=20, blank=True)
    first_name = models.CharField(_("first name"), max_length=100, blank=True)
    last_name = models.CharField(_("last name"), max_length=100, blank=True)
    born_on = models.DateField(_("birthday"), null=True, blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    mobile = models.CharField(_("mobile phone"), max_length=30, blank=True)
    email = models.EmailField(_("e-mail known to the carrier"), blank=True)
    language = models.CharField(_("language"), max_length=2, default="de")
    customer_since = models.DateField(_("customer since"), null=True, blank=True)
    invoice_delivery = models.CharField(
        _("invoice delivery"), max_length=10, choices=InvoiceDelivery.choices, default=InvoiceDelivery.ONLINE
    )
    # The original customer password: callers prove themselves with it for ever (A4). A hash, never shown.
    telephone_password = models.CharField(_("telephone password"), max_length=200, blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged", verbose_name=_("merged into")
    )
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    imported_at = models.DateTimeField(_("as of"))  # the date of the carrier's data

    objects = CustomerQuerySet.as_manager()

    class Meta:
        verbose_name = _("customer")
        verbose_name_plural = _("customers")
        ordering = ["number"]
        permissions = [  # what the service centre does with a customer; one right per operation (K1)
            ("verify_telephone_password", "Can verify a telephone password"),
            ("reset_portal_password", "Can issue a new one-time password"),
            ("unlock_login", "Can lift a lock after failed attempts"),
            ("end_sessions", "Can end a customer's sessions"),
        ]
        indexes = [models.Index(fields=["last_name", "first_name"]), models.Index(fields=["company"])]
        constraints = [
            models.CheckConstraint(condition=~Q(merged_into=F("id")), name="customer_not_merged_into_itself")
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"

    @property
    def name(self) -> str:
        """The company, or first and last name."""
        return self.company or f"{self.first_name} {self.last_name}".strip()


class AddressRole(models.TextChoices):
    CONTRACT = "contract", _("contract address")
    BILLING = "billing", _("billing address")


class Address(models.Model):
    """Where a customer lives and where invoices go; lines may be empty, addresses abroad are welcome."""

    customer = models.ForeignKey(
        Customer, models.CASCADE, related_name="addresses", verbose_name=_("customer")
    )
    role = models.CharField(_("purpose"), max_length=10, choices=AddressRole.choices)
    name = models.CharField(_("name"), max_length=200, blank=True)
    addition = models.CharField(_("addition"), max_length=200, blank=True)
    street = models.CharField(_("street and number"), max_length=200, blank=True)
    postcode = models.CharField(_("postcode"), max_length=20, blank=True)
    town = models.CharField(_("town"), max_length=100, blank=True)
    country = models.CharField(_("country"), max_length=2, default="DE")

    class Meta:
        verbose_name = _("address")
        verbose_name_plural = _("addresses")
        constraints = [models.UniqueConstraint(fields=["customer", "role"], name="one_address_per_role")]

    def __str__(self) -> str:
        return ", ".join(self.lines)

    @property
    def lines(self) -> list[str]:
        """The lines to print, empty ones left out."""
        town = f"{self.postcode} {self.town}".strip()
        country = "" if self.country == "DE" else self.country
        return [line for line in (self.name, self.addition, self.street, town, country) if line]

    def lines_below(self, name: str) -> list[str]:
        """The lines to print where `name` stands above them already."""
        lines = self.lines
        return lines[1:] if lines[:1] == [name] else lines


class PaymentMethod(models.TextChoices):
    DIRECT_DEBIT = "direct_debit", _("direct debit")
    TRANSFER = "transfer", _("bank transfer")


class PaymentDetails(models.Model):
    """How the customer pays (B1); the mandate is the carrier's."""

    customer = models.OneToOneField(
        Customer, models.CASCADE, related_name="payment", verbose_name=_("customer"), primary_key=True
    )
    method = models.CharField(_("payment method"), max_length=20, choices=PaymentMethod.choices)
    account_holder = models.CharField(_("account holder"), max_length=200, blank=True)
    iban = models.CharField(_("IBAN"), max_length=34, blank=True)
    bic = models.CharField(_("BIC"), max_length=11, blank=True)
    bank_name = models.CharField(_("bank"), max_length=200, blank=True)
    mandate_reference = models.CharField(_("mandate reference"), max_length=35, blank=True)
    mandate_signed_on = models.DateField(_("mandate signed"), null=True, blank=True)

    class Meta:
        verbose_name = _("payment details")
        verbose_name_plural = _("payment details")

    def __str__(self) -> str:
        return f"{self.customer_id}: {self.method}"


class CallRecordDetail(models.TextChoices):
    NONE = "none", _("no call records")
    SHORTENED = "shortened", _("destination shortened by three digits")
    FULL = "full", _("complete destination")


class CallRecordChoice(models.Model):
    """Which call records a customer wants, and from when to when: choices never act on the past (B4, F5).

    Validity is half-open in dates of *billing periods*: a call record obeys the choice that is valid on the
    first day of its invoice's period. Without a row a customer gets none (TDDDG § 11 (1)).
    """

    customer = models.ForeignKey(
        Customer, models.CASCADE, related_name="call_record_choices", verbose_name=_("customer")
    )
    detail = models.CharField(_("detail"), max_length=10, choices=CallRecordDetail.choices)
    show_flat = models.BooleanField(_("show flat-rate calls"), default=False)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to (exclusive)"), null=True, blank=True)
    declared_at = models.DateTimeField(_("household informed, declared at"), null=True, blank=True)
    declaration = models.TextField(_("wording of the declaration"), blank=True)

    class Meta:
        verbose_name = _("call record choice")
        verbose_name_plural = _("call record choices")
        ordering = ["customer_id", "valid_from"]
        constraints = [
            ExclusionConstraint(
                name="call_record_choices_do_not_overlap",
                expressions=[
                    (Func("customer_id", "customer_id", Value("[]"), function="int8range"), "&&"),
                    (
                        Func("valid_from", "valid_to", function="daterange", output_field=DateRangeField()),
                        "&&",
                    ),
                ],
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="call_record_choice_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id}: {self.detail} from {self.valid_from}"
