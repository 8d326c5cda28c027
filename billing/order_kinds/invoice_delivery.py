"""How invoices come: by post, online, or both, at the monthly price of the price list (B3)."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Customer, InvoiceDelivery, LoginKind, NotificationAddress
from contracts.catalogue.items import FREE, Family, Price
from contracts.models import Order, Product
from contracts.orders.agreed import Agreed
from contracts.orders.errors import OrderRefused
from contracts.orders.fields import Offer, OfferField, price_text
from contracts.orders.kind import Answers, OrderForm, OrderKind, Row, item
from contracts.orders.quotes import Quote, quote_for
from contracts.orders.situation import Situation
from portal.access.scope import Scope
from portal.audit.trail import record, system

from .places import MASTER_DATA

SLUG = "invoice-delivery"


class InvoiceDeliveryForm(OrderForm):
    """The three ways with their monthly prices; the present one is chosen."""

    def __init__(self, situation: Situation, *args: Any, **options: Any) -> None:
        super().__init__(situation, *args, **options)
        self.initial.setdefault("delivery", situation.customer.invoice_delivery)
        about = {
            InvoiceDelivery.ONLINE: _("In this portal as PDF, with an e-mail whenever a new one is there."),
            InvoiceDelivery.POST: _("A letter to your billing address. The invoice archive is closed then."),
            InvoiceDelivery.BOTH: _("A letter to your billing address, and everything in this portal."),
        }
        offers = [
            Offer(way.value, str(way.label), text, price_text(Price(monthly_fee(situation, way))))
            for way, text in about.items()
        ]
        self.fields["delivery"] = OfferField(label=_("How shall your invoices come?"), offers=offers)


class InvoiceDeliveryChange(OrderKind):
    """Another way for the invoices to come."""

    slug = SLUG
    title = gettext_lazy("Change invoice delivery")
    description = gettext_lazy("Choose whether your invoices come by post, online, or both ways.")
    icon = "mail"
    families = frozenset({Family.ACCOUNT})
    form_class = InvoiceDeliveryForm
    order = 210
    home = MASTER_DATA

    def refuse(self, situation: Situation, answers: Answers) -> None:
        if answers["delivery"] == situation.customer.invoice_delivery:
            raise OrderRefused(_("Your invoices already come this way. Please choose another one."))
        if answers["delivery"] == InvoiceDelivery.ONLINE and not can_be_told(situation.customer):
            raise OrderRefused(
                _(
                    "For online invoices we need a confirmed e-mail address, so that we can tell you of new ones. "
                    "Please set it under “Security”, “Notification address”, and open the link in our mail."
                )
            )

    def subject(self, situation: Situation, answers: Answers) -> str:
        return "invoice-delivery"

    def quote(self, situation: Situation, answers: Answers) -> Quote:
        return quote_for(
            Price(monthly_fee(situation, answers["delivery"])),
            activation_on=self.activation_on(situation, answers),
            replaces=monthly_fee(situation, situation.customer.invoice_delivery),
            fee=self.fee(situation),
        )

    def summary(self, situation: Situation, answers: Answers) -> list[Row]:
        so_far = InvoiceDelivery(situation.customer.invoice_delivery)
        return [
            Row(_("So far"), str(so_far.label)),
            Row(_("Your invoices come"), str(InvoiceDelivery(answers["delivery"]).label)),
        ]

    def notes(self, situation: Situation, answers: Answers) -> list[str]:
        if answers["delivery"] == InvoiceDelivery.POST:
            return [
                _("With delivery by post alone this portal shows no invoices and no call records any more.")
            ]
        if answers["delivery"] == InvoiceDelivery.ONLINE:
            return [_("No letters come any more. We write you an e-mail whenever a new invoice is there.")]
        return []

    def to_carrier(self, order: Order, product: Product) -> tuple[dict[str, Any], ...]:
        return (item("modify", product, {"invoiceDelivery": order.answers["delivery"]}),)

    def complete(self, order: Order, product: Product, agreed: Agreed, *, now: datetime) -> None:
        customer = Customer.objects.select_for_update().get(pk=order.customer_id)
        old, customer.invoice_delivery = customer.invoice_delivery, order.answers["delivery"]
        customer.save(update_fields=["invoice_delivery"])
        record(
            "invoice_delivery.changed",
            actor=system("order"),
            now=now,
            customer_id=customer.pk,
            subject=order,
            old={"invoice_delivery": old},
            new={"invoice_delivery": customer.invoice_delivery},
        )


def monthly_fee(situation: Situation, way: str) -> Decimal:
    """Euros a month for this way, by the price list; what it does not name is free."""
    service = situation.service(SLUG)
    return service.monthly_fees.get(str(way), FREE) if service is not None else FREE


def can_be_told(customer: Customer) -> bool:
    """Does somebody with full access have a confirmed address for mails about new invoices (E5)?"""
    return NotificationAddress.objects.filter(
        login__is_active=True,
        login__kind__in=(LoginKind.CUSTOMER, LoginKind.EMAIL),
        login__accesses__customer=customer,
        login__accesses__scope=Scope.FULL,
        login__accesses__revoked_at=None,
    ).exists()
