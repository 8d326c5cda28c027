"""The SEPA mandate of an order: its reference, its paper, and the IBAN under seal until the order is done (B2)."""

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.utils.translation import get_language

from accounts.models import Address, AddressRole, Customer
from billing.models import PendingPayment
from contracts.models import Order
from contracts.papers import MandatePaper, keep_mandate
from portal.documents.models import Document
from portal.lib.sealed import sealer

PURPOSE = "billing.pending_payment"  # of the seal

KIND = "bank-details"


def next_reference(customer: Customer) -> str:
    """`4999999999-P1`: unique for the creditor, at most 35 characters (pain.008). P tells the portal's mandates
    from the carrier's own; an order that failed has used its reference up."""
    return f"{customer.number}-P{Order.objects.filter(customer=customer, kind=KIND).count() + 1}"


def issue_mandate(order: Order, iban: str, *, now: datetime) -> Document:
    """Keep the mandate of an order as a paper that never changes, in the language in which it was given."""
    brand, answers = settings.BRAND, order.answers
    language = (get_language() or order.customer.language)[:2]
    addresses = {address.role: address for address in Address.objects.filter(customer=order.customer)}
    address = addresses.get(AddressRole.BILLING) or addresses.get(AddressRole.CONTRACT)
    content = MandatePaper(
        creditor_name=brand.company,
        creditor_address=(brand.street, f"{brand.postcode} {brand.town}", brand.country),
        creditor_id=brand.creditor_id,
        reference=answers["mandate_reference"],
        debtor_name=answers["account_holder"],
        debtor_address=tuple(address.lines_below(answers["account_holder"])) if address else (),
        iban=iban,
        bic=answers["bic"],
        bank_name=answers["bank_name"],
        customer_number=order.customer.number,
        given_at=now,
    )
    return keep_mandate(content, subject=order, customer_id=order.customer_id, language=language, now=now)


def keep_sealed(order: Order, secrets: Mapping[str, str]) -> None:
    """The IBAN of an order until its end."""
    sealed = sealer(PURPOSE).seal_text(secrets["iban"], context=order.number)
    PendingPayment.objects.create(order=order, iban_sealed=sealed)


def take_out(order: Order) -> str:
    """The IBAN, which then lies nowhere under seal any more. SealBroken when the secret keys have changed."""
    pending = PendingPayment.objects.get(order=order)
    iban = sealer(PURPOSE).open_text(pending.iban_sealed, context=order.number)
    pending.delete()
    return iban


def forget(order: Order) -> None:
    PendingPayment.objects.filter(order=order).delete()
