"""What stands on the page of master data (B1): four queries, whatever the customer has."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from accounts.models import Address, AddressRole, CallRecordChoice, Customer, PaymentDetails
from contracts.models import Order
from portal.access.access import Access
from portal.lib.masking import mask_iban

from .order_kinds import KINDS
from .order_kinds.call_records import choice_on


@dataclass(frozen=True)
class MasterData:
    """Everything of one customer number. `open_orders`: number of the open order by kind ("bank_details")."""

    customer: Customer
    contract_address: list[str]
    billing_address: list[str]
    payment: PaymentDetails | None
    records: CallRecordChoice | None  # what holds today; None: no call records
    later_records: list[CallRecordChoice] = field(default_factory=list)
    open_orders: Mapping[str, str] = field(default_factory=dict)

    @property
    def iban(self) -> str:
        """First and last four characters."""
        return mask_iban(self.payment.iban) if self.payment else ""


def master_data_of(access: Access, *, today: date) -> MasterData:
    """The master data of the number the login looks at; of merged numbers the kept one."""
    customers = Customer.objects.visible_to(access).select_related("payment")
    customer = customers.get(number=access.customer_number)
    lines = {address.role: address.lines for address in Address.objects.filter(customer=customer)}
    contract = lines.get(AddressRole.CONTRACT, [])
    choices = list(customer.call_record_choices.order_by("valid_from"))
    orders = Order.objects.visible_to(access).open().filter(kind__in=[kind.slug for kind in KINDS])
    return MasterData(
        customer=customer,
        contract_address=contract,
        billing_address=lines.get(AddressRole.BILLING, contract),
        payment=getattr(customer, "payment", None),
        records=choice_on(choices, today),
        later_records=[choice for choice in choices if choice.valid_from > today],
        open_orders={kind.replace("-", "_"): number for kind, number in orders.values_list("kind", "number")},
    )
