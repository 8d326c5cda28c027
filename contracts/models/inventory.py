"""What customers own: a copy of the carrier's inventory (TMF637), and the target of every order."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import Func, Q, Value
from django.utils.translation import gettext_lazy as _

from contracts.catalogue.items import Family, Text

if TYPE_CHECKING:
    from portal.access.access import Access


class ProductStatus(models.TextChoices):
    """TMF637, in the order of a product's life."""

    PENDING_ACTIVE = "pendingActive", _("in preparation")
    ACTIVE = "active", _("active")
    SUSPENDED = "suspended", _("suspended")
    PENDING_TERMINATE = "pendingTerminate", _("terminated, still running")
    TERMINATED = "terminated", _("ended")
    CANCELLED = "cancelled", _("withdrawn")


RUNNING = (ProductStatus.ACTIVE, ProductStatus.SUSPENDED, ProductStatus.PENDING_TERMINATE)
OVER = (ProductStatus.TERMINATED, ProductStatus.CANCELLED)


class ProductQuerySet(models.QuerySet["Product"]):
    def visible_to(self, access: "Access") -> "ProductQuerySet":
        """The products of the customers `access` stands for."""
        return self.filter(customer_id__in=access.customer_ids)

    def running(self) -> "ProductQuerySet":
        """Those the customer has at present, terminated ones until their last day."""
        return self.filter(status__in=RUNNING)

    def listed(self) -> "ProductQuerySet":
        """What customers call their products: not the account itself."""
        return self.exclude(family=Family.ACCOUNT)


class Product(models.Model):
    """One thing a customer owns. Every order changes exactly one product (C2).

    Name, price and term are copies of what was agreed: the catalogue may move on. The product of the family
    ACCOUNT is the customer number itself: bank details, invoice delivery, referrals and new contracts are ordered
    on it; it is made when it is first needed.
    """

    customer = models.ForeignKey(
        "accounts.Customer", models.PROTECT, related_name="products", verbose_name=_("customer")
    )
    number = models.CharField(_("number at the carrier"), max_length=60, unique=True)
    family = models.CharField(_("kind"), max_length=20, choices=[(f.value, f.value) for f in Family])
    offering = models.CharField(_("offering"), max_length=60, blank=True)  # code in the catalogue
    name = models.JSONField(_("name"))  # {"de": …, "en": …}
    status = models.CharField(_("status"), max_length=20, choices=ProductStatus.choices)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="parts", verbose_name=_("part of")
    )
    label = models.CharField(_("label"), max_length=200, blank=True)  # address of a mailbox, name of a domain
    street = models.CharField(_("street and number"), max_length=200, blank=True)
    postcode = models.CharField(_("postcode"), max_length=20, blank=True)
    town = models.CharField(_("town"), max_length=100, blank=True)
    monthly_price = models.DecimalField(_("monthly price"), max_digits=10, decimal_places=2, default=0)
    started_on = models.DateField(_("since"), null=True, blank=True)
    minimum_term_ends_on = models.DateField(_("minimum term ends"), null=True, blank=True)
    term = models.JSONField(_("term and notice"), default=dict)  # contracts.catalogue.terms
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    quantity = models.PositiveIntegerField(_("number of licences"), default=1)
    as_of = models.DateTimeField(_("as of"))  # the date of the carrier's data

    objects = ProductQuerySet.as_manager()

    class Meta:
        verbose_name = _("product")
        verbose_name_plural = _("products")
        ordering = ["id"]
        indexes = [models.Index(fields=["customer", "family"]), models.Index(fields=["minimum_term_ends_on"])]
        constraints = [
            models.UniqueConstraint(
                fields=["customer"], condition=Q(family="account"), name="one_account_per_customer"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def title(self) -> str:
        """The name in the active language, with what tells it from its siblings."""
        name = str(Text.of(self.name))
        return f"{name} ({self.label})" if self.label else name

    def get_status_display(self) -> str:  # type: ignore[no-redef]  # the stubs know Django's
        """As Django's own, which builds the table of all labels each time: lists ask for many."""
        return str(ProductStatus(self.status).label)

    @property
    def is_running(self) -> bool:
        return self.status in RUNNING


_hash = Func("code", function="hashtext")  # ranges can be compared without an extension (btree_gist)


class OptionRole(models.TextChoices):
    OPTION = "option", _("option")
    BARRIER = "barrier", _("barrier")


class ProductOptionQuerySet(models.QuerySet["ProductOption"]):
    def valid_on(self, day: date) -> "ProductOptionQuerySet":
        return self.filter(Q(valid_to=None) | Q(valid_to__gt=day), valid_from__lte=day)


class ProductOption(models.Model):
    """An option or a barrier of a product, from a day on; what ended stays as a dated fact."""

    product = models.ForeignKey(Product, models.CASCADE, related_name="options", verbose_name=_("product"))
    role = models.CharField(_("role"), max_length=10, choices=OptionRole.choices)
    code = models.CharField(_("code"), max_length=60)  # in the catalogue
    name = models.JSONField(_("name"))
    monthly_price = models.DecimalField(_("monthly price"), max_digits=10, decimal_places=2, default=0)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to (exclusive)"), null=True, blank=True)

    objects = ProductOptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("option")
        verbose_name_plural = _("options")
        ordering = ["valid_from", "id"]
        constraints = [
            ExclusionConstraint(
                name="product_options_do_not_overlap",
                expressions=[
                    (Func("product_id", "product_id", Value("[]"), function="int8range"), "&&"),
                    (Func(_hash, _hash, Value("[]"), function="int8range"), "&&"),
                    (
                        Func("valid_from", "valid_to", function="daterange", output_field=DateRangeField()),
                        "&&",
                    ),
                ],
            )
        ]

    def __str__(self) -> str:
        return f"{self.product_id}: {self.code}"

    @property
    def title(self) -> str:
        return str(Text.of(self.name))

    @property
    def last_day(self) -> date | None:
        return self.valid_to - timedelta(days=1) if self.valid_to else None
