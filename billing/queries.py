"""Reads of the invoice archive; everything a customer sees starts from `archive_of`."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from django.db.models import QuerySet, Sum

from accounts.models import Address, AddressRole, Customer, InvoiceDelivery
from billing.calls.visibility import CallList, call_lists
from billing.models import Invoice, InvoiceLine
from billing.models.invoices import InvoiceQuerySet
from billing.retention import NEWEST_INVOICES
from billing.statistics import Billed, Item
from portal.access.access import Access
from portal.access.scope import Scope

ItemsByInvoice = dict[int, list[Item]]


def archive_of(access: Access) -> InvoiceQuerySet:
    """The newest 13 invoices of the customer and of every number merged into it, newest first (E1)."""
    newest = Invoice.objects.visible_to(access).newest_first().values("pk")[:NEWEST_INVOICES]
    return Invoice.objects.filter(pk__in=newest).newest_first()


def newest_of(access: Access) -> Invoice | None:
    """The first of the archive without its facts, together with its customer."""
    newest = Invoice.objects.visible_to(access).newest_first().without_frozen()
    return newest.select_related("customer__merged_into").first()


def listed(access: Access) -> list[Invoice]:
    """The archive for lists: without the facts, which pages of many invoices do not need."""
    return list(archive_of(access).without_frozen())


def customer_of(access: Access) -> Customer:
    """The customer the login looks at: of merged numbers the one that was kept."""
    return Customer.objects.visible_to(access).get(number=access.customer_number)


def receiver_of(invoice: Invoice, access: Access) -> Customer:
    """The same, from an invoice that was loaded with its customer."""
    own, kept = invoice.customer, invoice.customer.merged_into
    return own if own.pk == access.customer_id or kept is None else kept


def is_by_post_only(customer: Customer) -> bool:
    """These customers are offered to switch, and see no invoice here (E1)."""
    return customer.invoice_delivery == InvoiceDelivery.POST


def billing_address(customer: Customer) -> list[str]:
    """The lines of the billing address; none known: the contract address."""
    known = {address.role: address for address in Address.objects.filter(customer=customer)}
    address = known.get(AddressRole.BILLING) or known.get(AddressRole.CONTRACT)
    return address.lines if address else []


def corrections_of(invoice: Invoice, access: Access) -> QuerySet[Invoice]:
    """Credit notes and corrections that concern this invoice."""
    return archive_of(access).filter(corrects=invoice).without_frozen()


def corrected_by(invoice: Invoice, access: Access) -> Invoice | None:
    """The invoice that this one concerns, if it stands in the archive."""
    if invoice.corrects_id is None:
        return None
    return archive_of(access).filter(pk=invoice.corrects_id).without_frozen().first()


def with_calls(invoices: Iterable[Invoice], access: Access, now: datetime) -> set[int]:
    """The ids of those whose call records this login may open, and there are any (F1, F6).

    `invoices` is the whole archive, newest first.
    """
    if not access.allows(Scope.INVOICES_AND_CALLS):
        return set()
    return {key for key, state in call_lists(invoices, now=now).items() if state is CallList.SHOWN}


def matching(invoices: Iterable[Invoice], *, number: str, year: str, kind: str) -> list[Invoice]:
    """The filter of the archive; an empty word asks for nothing. Numbers match without regard to case."""
    word = number.casefold()
    return [
        invoice
        for invoice in invoices
        if word in f"{invoice.number} {invoice.corrects_number}".casefold()
        and (not year or str(invoice.issued_on.year) == year)
        and (not kind or invoice.type_code == kind)
    ]


def chosen(access: Access, slugs: Iterable[str]) -> QuerySet[Invoice]:
    """Those of the slugs that stand in this login's archive; strangers' ones are not there."""
    return archive_of(access).filter(slug__in=list(slugs)).select_related("customer")


def billed(invoices: Iterable[Invoice]) -> list[Billed]:
    """The same invoices for the statistics, with the sums of their lines by product group; one query."""
    invoices = list(invoices)
    groups: dict[int, dict[str, Decimal]] = defaultdict(dict)
    for key, group, net in (
        InvoiceLine.objects.filter(invoice__in=invoices)
        .order_by()
        .values_list("invoice_id", "product_group")
        .annotate(Sum("net_amount"))
    ):
        groups[key][group] = net
    return [
        Billed.of(
            key=invoice.pk,
            type_code=invoice.type_code,
            day=invoice.period_start or invoice.issued_on,
            currency=invoice.currency,
            gross=invoice.gross,
            net=invoice.net,
            groups=groups[invoice.pk],
        )
        for invoice in invoices
    ]


def items_of(keys: Iterable[int]) -> ItemsByInvoice:
    """What each of the invoices charges for; lines of the same name and group together."""
    items: ItemsByInvoice = defaultdict(list)
    lines = InvoiceLine.objects.filter(invoice_id__in=list(keys)).order_by()
    for key, name, group, net in lines.values_list("invoice_id", "name", "product_group").annotate(
        Sum("net_amount")
    ):
        items[key].append(Item(name, group, net))
    return items
