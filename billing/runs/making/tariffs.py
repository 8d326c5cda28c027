"""What an invented carrier sells and charges (net, EUR)."""

from dataclasses import dataclass
from decimal import Decimal

VAT = Decimal("19")


@dataclass(frozen=True)
class Zone:
    """A tariff zone: price per step and length of a step in seconds (pieces: 1); free ones are flat rates."""

    name: str
    group: str  # product group of the invoice
    price: Decimal
    step: int = 60
    unit: str = "Sek"
    free: bool = False


FLAT = Zone("Festnetz Flat", "Telefonie", Decimal(0), free=True)
LOCAL = Zone("Festnetz national", "Telefonie", Decimal("0.0244"))
TO_MOBILE_D = Zone("Mobilfunk D-Netze", "Telefonie", Decimal("0.1597"))
TO_MOBILE_E = Zone("Mobilfunk E-Netze", "Telefonie", Decimal("0.1597"))
EUROPE = Zone("Ausland Zone 1 (EU)", "Telefonie", Decimal("0.1588"))
WORLD = Zone("Ausland Zone 4", "Telefonie", Decimal("0.6639"))
SERVICE = Zone("Servicenummer 0180-5", "Telefonie", Decimal("0.1176"))
DIRECTORY = Zone("Auskunft", "Telefonie", Decimal("1.6723"))
FREEPHONE = Zone("Freephone 0800", "Telefonie", Decimal(0))
ALLNET = Zone("Mobil Allnet Flat", "Mobilfunk", Decimal(0), free=True)
MOBILE_WORLD = Zone("Mobil Ausland Zone 2", "Mobilfunk", Decimal("0.4118"))
SMS_FLAT = Zone("SMS national Flat", "Mobilfunk", Decimal(0), step=1, unit="Stck", free=True)
SMS_ABROAD = Zone("SMS Ausland", "Mobilfunk", Decimal("0.0756"), step=1, unit="Stck")
MMS = Zone("MMS national", "Mobilfunk", Decimal("0.3277"), step=1, unit="Stck")
DATA_FLAT = Zone("Daten Inland Flat", "Mobilfunk", Decimal(0), unit="kB", free=True)
DATA_WORLD = Zone("Daten Roaming Welt", "Mobilfunk", Decimal("0.0001"), unit="kB")

# Zones with how often they occur, by line
LANDLINE = (
    (FLAT, 58),
    (TO_MOBILE_D, 14),
    (TO_MOBILE_E, 9),
    (SERVICE, 3),
    (FREEPHONE, 6),
    (EUROPE, 5),
    (WORLD, 1),
    (DIRECTORY, 1),
)
LANDLINE_METERED = ((LOCAL, 58), *LANDLINE[1:])
MOBILE = (
    (ALLNET, 44),
    (SMS_FLAT, 16),
    (DATA_FLAT, 26),
    (MOBILE_WORLD, 2),
    (SMS_ABROAD, 2),
    (MMS, 1),
    (DATA_WORLD, 1),
)

INTERNET = (
    ("DSL 50", Decimal("25.1681")),
    ("DSL 100", Decimal("29.3697")),
    ("Glasfaser 300", Decimal("37.7731")),
    ("Glasfaser 1000", Decimal("58.7815")),
)
BUSINESS_INTERNET = (
    ("Business Glasfaser 600", Decimal("89.0000")),
    ("Ethernet Connect 1G", Decimal("498.0000")),
    ("Business DSL 250", Decimal("54.9000")),
)
TELEPHONE_FLAT = ("Festnetz Flat", Decimal("4.1933"))
SIP_TRUNK = ("SIP-Anlagenanschluss, je Sprachkanal", Decimal("4.5000"))
MOBILE_PLANS = (
    ("Mobil S", Decimal("8.3950")),
    ("Mobil M", Decimal("12.5966")),
    ("Mobil L", Decimal("20.9916")),
)
TV = (("TV Basis", Decimal("8.4034")), ("TV Komfort", Decimal("14.2773")))
EXTRAS = (
    ("E-Mail-Postfach 10 GB", "Internet", Decimal("1.6723")),
    ("Sicherheitspaket", "Internet", Decimal("4.1933")),
    ("Feste IP-Adresse", "Internet", Decimal("4.2017")),
)
ONE_OFF = (
    ("WLAN-Router AX3000", Decimal("83.9496")),
    ("Einrichtungspreis", Decimal("41.9748")),
    ("SIM-Kartentausch", Decimal("8.3950")),
    ("Technikereinsatz", Decimal("58.8151")),
)
LOYALTY = ("Treuebonus", Decimal("5.0000"))
