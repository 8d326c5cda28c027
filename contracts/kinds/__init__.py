"""What customers order on contracts: one module per family, one class per kind (C8; docs/orders.md)."""

from contracts.orders.kind import OrderKind

from .bandwidth import BandwidthChange
from .barriers import FixedBarriers
from .dial_in import DialInPassword
from .directory import DirectoryOrder
from .mail_addresses import AdditionalAddress
from .mail_products import MailPlus, MailProductUpgrade
from .mailbox_services import MailboxPassword, SmsOff, SmsOn
from .numbers import AdditionalNumber
from .online_storage import OnlineStorage
from .software import SoftwareOrder
from .telephony import TelephonyOption
from .voip import SuperuserCreate, SuperuserPassword, SuperuserRemove

KINDS: tuple[OrderKind, ...] = (
    BandwidthChange(),
    DialInPassword(),
    TelephonyOption(),
    FixedBarriers(),
    AdditionalNumber(),
    DirectoryOrder(),
    SuperuserCreate(),
    SuperuserPassword(),
    SuperuserRemove(),
    AdditionalAddress(),
    MailProductUpgrade(),
    MailPlus(),
    SmsOn(),
    SmsOff(),
    OnlineStorage(),
    MailboxPassword(),
    SoftwareOrder(),
)
