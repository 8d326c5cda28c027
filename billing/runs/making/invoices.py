"""What an invented carrier bills: products, usage by zone, credits and corrections; sums exact to the cent."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from billing.einvoice.facts import (
    InvoiceFacts,
    Line,
    Party,
    Payment,
    Period,
    PrecedingInvoice,
    Syntax,
    TaxBreakdown,
    Totals,
)
from portal.lib.money import round_money
from portal.lib.periods import Period as Days
from portal.lib.periods import month_of

from . import tariffs
from .calls import Call, Caller
from .people import Recipient, landline, mobile

DAYS_TO_PAY = 14
NOTE = "Einwendungen gegen die Rechnung sind innerhalb von acht Wochen nach Zugang möglich."


@dataclass(frozen=True)
class Product:
    """A monthly position of a customer's contract."""

    name: str
    group: str
    price: Decimal
    quantity: int = 1
    remark: str = ""


@dataclass(frozen=True)
class Contract:
    """What a customer has, month after month."""

    products: tuple[Product, ...]
    callers: tuple[Caller, ...]


def contract_of(rng: Random, recipient: Recipient) -> Contract:
    """Products and lines of a customer, invented once: the same `rng` seed gives the same."""
    return _business(rng, recipient) if recipient.is_business else _private(rng, recipient)


def invoice_of(
    rng: Random,
    recipient: Recipient,
    contract: Contract,
    calls: list[Call],
    *,
    seller: Party,
    month: date,
    issued_on: date,
    creditor_id: str,
) -> InvoiceFacts:
    """The month's invoice."""
    days = month_of(month)
    lines = [_line(product, days) for product in contract.products]
    lines += [_line(product, days) for product in _usage(calls)]
    if rng.random() < 0.05:
        name, price = rng.choice(tariffs.ONE_OFF)
        lines.append(_line(Product(name, "Einmalig", price), None))
    if rng.random() < 0.08:
        name, price = tariffs.LOYALTY
        lines.append(_line(Product(name, "Gutschriften", price, -1), days))
    facts = InvoiceFacts(
        syntax=Syntax.CII,
        number=number_of("R", month, recipient),
        type_code="380",
        issued_on=issued_on,
        due_on=issued_on + timedelta(days=DAYS_TO_PAY),
        currency="EUR",
        seller=seller,
        buyer=Party(
            name=recipient.name,
            identifiers=(recipient.number,),
            street=recipient.street,
            postcode=recipient.postcode,
            town=recipient.town,
            country=recipient.country,
        ),
        totals=Totals(Decimal(0), Decimal(0), Decimal(0), Decimal(0)),
        lines=(),
        profile="urn:cen.eu:en16931:2017",
        period=Period(days.valid_from, days.last_day),
        delivered_on=days.last_day,
        buyer_reference=recipient.number,
        notes=(NOTE,),
    )
    return _with_payment(_with_lines(facts, lines), recipient, creditor_id)


def credit_of(rng: Random, recipient: Recipient, invoice: InvoiceFacts, month: date) -> InvoiceFacts:
    """A credit note or a correction that concerns the invoice of the month before."""
    before = month_of(month - timedelta(days=1))
    preceding = PrecedingInvoice(number_of("R", before.valid_from, recipient))
    amount = Decimal(rng.randrange(200, 2500)) / 100
    is_credit_note = rng.random() < 0.6
    product = Product(
        "Erstattung wegen Störung" if is_credit_note else "Berichtigung Verbindungsentgelte",
        "Gutschriften",
        amount,
        1 if is_credit_note else -1,
    )
    facts = replace(
        invoice,
        number=number_of("G" if is_credit_note else "K", month, recipient),
        type_code="381" if is_credit_note else "384",
        preceding=(preceding,),
        period=Period(before.valid_from, before.last_day),
        due_on=None,
        payments=(),
        payment_terms="Der Betrag wird Ihrem Konto gutgeschrieben.",
        notes=(),
    )
    return _with_lines(facts, [_line(product, before)])


def number_of(letter: str, month: date, recipient: Recipient) -> str:
    return f"{letter}-{month:%Y-%m}-{recipient.number}"


def _private(rng: Random, recipient: Recipient) -> Contract:
    name, price = rng.choice(tariffs.INTERNET)
    products = [Product(name, "Internet", price)]
    has_flat = rng.random() < 0.7
    if has_flat:
        products.append(Product(tariffs.TELEPHONE_FLAT[0], "Telefonie", tariffs.TELEPHONE_FLAT[1]))
    zones = tariffs.LANDLINE if has_flat else tariffs.LANDLINE_METERED
    callers = [Caller.of(rng, recipient.phone or landline(rng), zones, is_office=False)]
    cards = rng.choice((0, 1, 1, 2, 3))
    for card in range(cards):
        own = recipient.mobile if card == 0 and recipient.mobile else mobile(rng)
        plan, price = rng.choice(tariffs.MOBILE_PLANS)
        products.append(Product(plan, "Mobilfunk", price, remark=f"Rufnummer {own}"))
        callers.append(Caller.of(rng, own, tariffs.MOBILE, is_office=False))
    if rng.random() < 0.35:
        name, price = rng.choice(tariffs.TV)
        products.append(Product(name, "TV", price))
    if rng.random() < 0.4:
        products.append(Product(*rng.choice(tariffs.EXTRAS)))
    return Contract(tuple(products), tuple(callers))


def _business(rng: Random, recipient: Recipient) -> Contract:
    name, price = rng.choice(tariffs.BUSINESS_INTERNET)
    channels = rng.choice((4, 8, 10, 30))
    products = [
        Product(name, "Internet", price),
        Product(tariffs.SIP_TRUNK[0], "Telefonie", tariffs.SIP_TRUNK[1], channels),
    ]
    main = recipient.phone or landline(rng)
    extensions = [main, *(f"{main}{rng.randrange(10, 99)}" for _ in range(channels))]
    callers = [Caller.of(rng, own, tariffs.LANDLINE, is_office=True) for own in dict.fromkeys(extensions)]
    for _ in range(rng.randrange(1, 6)):
        own = mobile(rng)
        plan, price = rng.choice(tariffs.MOBILE_PLANS)
        products.append(Product(plan, "Mobilfunk", price, remark=f"Rufnummer {own}"))
        callers.append(Caller.of(rng, own, tariffs.MOBILE, is_office=True))
    return Contract(tuple(products), tuple(callers))


def _usage(calls: list[Call]) -> list[Product]:
    """One position for each zone that costs something, rounded to cents."""
    sums: dict[tuple[str, str], Decimal] = {}
    for call in calls:
        if call.net:
            key = (call.zone.name, call.zone.group)
            sums[key] = sums.get(key, Decimal(0)) + call.net
    return [
        Product(f"Verbindungen {name}", group, round_money(total))
        for (name, group), total in sorted(sums.items())
        if round_money(total)
    ]


def _line(product: Product, days: Days | None) -> Line:
    net = round_money(product.price * product.quantity)
    return Line(
        number="",
        name=product.name,
        net_amount=net,
        quantity=Decimal(product.quantity),
        unit="C62",
        net_price=product.price,
        vat_category="S",
        vat_rate=tariffs.VAT,
        note=product.remark,
        period=Period(days.valid_from, days.last_day) if days else None,
        product_group=product.group,
    )


def _with_lines(facts: InvoiceFacts, lines: list[Line]) -> InvoiceFacts:
    net = sum((line.net_amount for line in lines), Decimal("0.00"))
    tax = round_money(net * tariffs.VAT / 100)
    tax = tax.quantize(Decimal("0.01"))
    return replace(
        facts,
        lines=tuple(replace(line, number=str(place)) for place, line in enumerate(lines, start=1)),
        totals=Totals(line_net=net, net=net, tax=tax, gross=net + tax, payable=net + tax),
        taxes=(TaxBreakdown("S", tariffs.VAT, net, tax),),
    )


def _with_payment(facts: InvoiceFacts, recipient: Recipient, creditor_id: str) -> InvoiceFacts:
    reference = f"{recipient.number} {facts.number}"
    if recipient.iban and creditor_id:
        payment = Payment(
            means_code="59",
            means_text="SEPA-Lastschrift",
            reference=reference,
            mandate_reference=recipient.mandate or f"M-{recipient.number}",
            creditor_id=creditor_id,
            debited_iban=recipient.iban,
        )
        terms = f"Der Betrag wird frühestens am {facts.due_on:%d.%m.%Y} von Ihrem Konto eingezogen."
    else:
        payment = Payment(
            means_code="30", means_text="Überweisung", reference=reference, iban="DE02120300000000202051"
        )
        terms = f"Bitte überweisen Sie den Betrag bis zum {facts.due_on:%d.%m.%Y}."
    return replace(facts, payments=(payment,), payment_terms=terms)
