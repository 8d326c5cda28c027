"""What customers order on contracts: one module per family, one class per kind (C8; docs/orders.md)."""

from contracts.orders.kind import OrderKind

from .bandwidth import BandwidthChange
from .barriers import FixedBarriers
from .dial_in import DialInPassword
from .directory import DirectoryOrder
from .internet_options import InternetOption
from .lines import NewLine
from .mail_addresses import AdditionalAddress
from .mail_products import MailPlus, MailProductUpgrade
from .mailbox_services import MailboxPassword, SmsOff, SmsOn
from .numbers import AdditionalNumber
from .online_storage import OnlineStorage
from .product_change import ProductChange
from .software import SoftwareOrder
from .telephony import TelephonyOption
from .termination import Termination
from .voip import SuperuserCreate, SuperuserPassword, SuperuserRemove
from .withdrawal import Withdrawal

KINDS: tuple[OrderKind, ...] = (
    NewLine(),
    BandwidthChange(),
    ProductChange(),
    InternetOption(),
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
    Termination(),
    Withdrawal(),
)
