"""What customers order on contracts: one module per family, one class per kind (C8; docs/orders.md)."""

from contracts.orders.kind import OrderKind

from .bandwidth import BandwidthChange
from .mail_addresses import AdditionalAddress
from .mail_products import MailPlus, MailProductUpgrade
from .mailbox_services import MailboxPassword, SmsOff, SmsOn
from .online_storage import OnlineStorage
from .software import SoftwareOrder

KINDS: tuple[OrderKind, ...] = (
    BandwidthChange(),
    AdditionalAddress(),
    MailProductUpgrade(),
    MailPlus(),
    SmsOn(),
    SmsOff(),
    OnlineStorage(),
    MailboxPassword(),
    SoftwareOrder(),
)
