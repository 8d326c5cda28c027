"""Orders placed elsewhere into our tables: the newer file wins, also against a state we knew (C15)."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from accounts.models import Customer
from contracts.feed.order_lines import EventLine, OrderLine
from contracts.models import Order, OrderChannel, OrderEvent, Product
from portal.carrier.feed import Header, LineFault

Batch = Sequence[tuple[int, OrderLine]]
KIND = "elsewhere"  # no kind of the portal: such an order is shown, not changed, here
CAUSE = "carrier"
ACTOR = "import_carrier_data"
COLUMNS = [
    "customer_id",
    "product_id",
    "title",
    "state",
    "state_at",
    "placed_at",
    "activation_on",
    "completed_at",
    "reason",
    "referral_code",
    "carrier_news_at",
]


def write_orders(batch: Batch, header: Header, now: datetime) -> list[LineFault]:
    """Create or update the orders of `batch`; returns the lines that cannot be written."""
    customers = _customers(batch)
    products = _products(batch)
    numbers = [line.number for _, line in batch]
    rows = Order.objects.filter(number__in=numbers).select_related("customer").order_by("pk")
    known = {order.number: order for order in rows.select_for_update(of=("self",))}
    faults = []
    for number, line in batch:
        if reason := _reason(line, customers, products, known.get(line.number)):
            faults.append(LineFault(number, reason))
    faulty = {fault.line for fault in faults}
    sound = [line for number, line in batch if number not in faulty]
    before = {order.number: (order.state, order.state_at) for order in known.values()}
    orders = _write_orders(sound, customers, products, known, header)
    _write_events(sound, orders, before)
    return faults


def _customers(batch: Batch) -> dict[str, tuple[int, int]]:
    """Customer number → id, and the id of the account since numbers were merged (H4)."""
    rows = Customer.objects.filter(number__in={line.customer for _, line in batch})
    return {
        number: (pk, merged_into or pk)
        for pk, number, merged_into in rows.values_list("pk", "number", "merged_into_id")
    }


def _products(batch: Batch) -> dict[str, tuple[int, int]]:
    """Product number → id, and the id of the account that owns it."""
    rows = Product.objects.filter(number__in={line.product for _, line in batch if line.product})
    found = rows.values_list("pk", "number", "customer_id", "customer__merged_into_id")
    return {number: (pk, merged_into or owner) for pk, number, owner, merged_into in found}


def _reason(
    line: OrderLine,
    customers: dict[str, tuple[int, int]],
    products: dict[str, tuple[int, int]],
    before: Order | None,
) -> str:
    if line.customer not in customers:
        return f"Customer {line.customer} is unknown."
    if line.product and line.product not in products:
        return f"Product {line.product} is unknown."
    if line.product and products[line.product][1] != customers[line.customer][1]:
        return f"Product {line.product} belongs to another customer."
    if before is not None and before.channel != OrderChannel.ELSEWHERE:
        return f"Order {line.number} was placed in the portal; its states come from the gateway."
    if before is not None and _account(before) != customers[line.customer][1]:
        return f"Order {line.number} belongs to another customer; it cannot be moved."
    return ""


def _account(order: Order) -> int:
    return order.customer.merged_into_id or order.customer_id


def _write_orders(
    lines: Sequence[OrderLine],
    customers: dict[str, tuple[int, int]],
    products: dict[str, tuple[int, int]],
    known: dict[str, Order],
    header: Header,
) -> dict[str, Order]:
    written = []
    for line in lines:
        order = known.get(line.number) or Order(number=line.number, kind=KIND, subject=line.number)
        order.channel = OrderChannel.ELSEWHERE
        order.state_at = _state_since(line, order if order.pk else None, header)
        for column, value in line.columns.items():
            setattr(order, column, value)
        order.customer_id = customers[line.customer][0]
        order.product_id = products[line.product][0] if line.product else None
        order.carrier_news_at = header.created_at
        written.append(order)
    Order.objects.bulk_create(written, update_conflicts=True, unique_fields=["number"], update_fields=COLUMNS)
    return {order.number: order for order in written}


def _state_since(line: OrderLine, before: Order | None, header: Header) -> datetime:
    """As the history says; else since the order was placed, or since the file that changed its state."""
    if line.history:
        return line.history[-1].at
    if before is not None and before.state == line.columns["state"]:
        return before.state_at
    completed_at: datetime | None = line.columns["completed_at"]
    placed_at: datetime = line.columns["placed_at"]
    return completed_at or (placed_at if before is None else header.created_at)


def _write_events(
    lines: Sequence[OrderLine], orders: dict[str, Order], before: dict[str, tuple[str, datetime]]
) -> None:
    """A history replaces what we knew; without one each change of state adds to it."""
    ids = [order.pk for order in orders.values()]
    rows: dict[int, list[OrderEvent]] = defaultdict(list)
    for row in OrderEvent.objects.filter(order_id__in=ids):
        rows[row.order_id].append(row)
    gone: list[int] = []
    fresh: list[OrderEvent] = []
    for line in lines:
        order = orders[line.number]
        had = {EventLine(row.state, row.at, row.note): row for row in rows[order.pk]}
        wanted = line.history or _without_history(order, before.get(order.number))
        if line.history:
            gone += [row.pk for event, row in had.items() if event not in wanted]
        fresh += [
            OrderEvent(order=order, state=event.state, at=event.at, note=event.note, cause=CAUSE, actor=ACTOR)
            for event in wanted
            if event not in had
        ]
    if gone:
        OrderEvent.objects.filter(pk__in=gone).delete()
    OrderEvent.objects.bulk_create(fresh)


def _without_history(order: Order, before: tuple[str, datetime] | None) -> tuple[EventLine, ...]:
    if before is not None and before[0] == order.state:
        return ()
    return (EventLine(order.state, order.state_at, ""),)
