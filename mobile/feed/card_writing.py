"""SIM cards of the feed: new ones come in, known ones move by the table of moves."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q

from contracts.models import Order, Product
from mobile.feed.contract_lines import CardLine, ContractLine
from mobile.models import SimCard, SimEvent, SimState
from mobile.secrets import open_pin, open_puk, renew_pin, renew_puk, seal_pin, seal_puk
from mobile.sim_states import Mover, may_move, move_sim
from portal.audit.trail import system
from portal.carrier.feed import Header, LineFault
from portal.lib.sealed import SealBroken

Batch = Sequence[tuple[int, ContractLine]]
ACTOR = system("import_carrier_data")
BLOCK = "sim-block"  # its order stays open until the carrier has blocked the card


@dataclass
class Known:
    """The cards we have, by number and by contract, and those whose loss block is on its way to the carrier."""

    by_iccid: dict[str, SimCard] = field(default_factory=dict)
    by_product: dict[int, list[SimCard]] = field(default_factory=lambda: defaultdict(list))
    being_blocked: set[int] = field(default_factory=set)


def write_cards(batch: Batch, products: dict[str, Product], header: Header, now: datetime) -> list[LineFault]:
    """A card that is not mentioned stays as it is. A state that is newer here than the file stays as well."""
    known = _known(batch, products)
    faults = []
    sound: list[tuple[Product, CardLine]] = []
    for position, line in batch:
        product = products[line.product]
        reasons = list(_reasons(line, product, known, header))
        faults += [LineFault(position, reason) for reason in reasons]
        sound += [] if reasons else [(product, card) for card in line.cards]
    for _product, card in sound:
        _move(card, known, header, now)
    _create(sound, known, header)
    _change(sound, known)
    return faults


def _known(batch: Batch, products: dict[str, Product]) -> Known:
    iccids = {iccid for _, line in batch for card in line.cards for iccid in (card.iccid, card.replaced_by)}
    ids = [product.pk for product in products.values()]
    known = Known()
    for sim in SimCard.objects.filter(Q(iccid__in=iccids) | Q(product_id__in=ids)).order_by("pk"):
        known.by_iccid[sim.iccid] = sim
        known.by_product[sim.product_id].append(sim)
    for order in Order.objects.open().filter(product__in=ids, kind=BLOCK):
        known.being_blocked.update(order.answers["cards"])
    return known


def _reasons(line: ContractLine, product: Product, known: Known, header: Header) -> Iterator[str]:
    stated = {card.iccid: card for card in line.cards}
    for card in line.cards:
        before = known.by_iccid.get(card.iccid)
        heir = known.by_iccid.get(card.replaced_by)
        if card.state_at is not None and card.state_at > header.created_at:
            yield f"Card {card.iccid}: stateSince lies after the file's createdAt."
        if (
            card.replaced_by
            and card.replaced_by not in stated
            and (heir is None or heir.product_id != product.pk)
        ):
            yield f"Card {card.replaced_by}, named by replacedBy, is no card of this contract."
        if before is None:
            continue
        if before.product_id != product.pk:
            yield f"Card {card.iccid} belongs to another contract."
        elif before.position != card.position:
            yield f"Card {card.iccid} has position {before.position}; it cannot change."
        elif _is_news(card, before, known, header) and not may_move(before.state, card.state, Mover.CARRIER):
            yield f"Card {card.iccid} cannot go from {before.state} to {card.state}."
    taken = {
        sim.position: sim for sim in known.by_product[product.pk] if sim.is_living and sim.iccid not in stated
    }
    for card in line.cards:
        if card.is_living and card.position in taken:
            yield f"Position {card.position} is taken by card {taken[card.position].iccid}; state it as well."


def _is_news(card: CardLine, before: SimCard, known: Known, header: Header) -> bool:
    """Older files know nothing of a loss that was reported meanwhile, nor does a carrier that was away since."""
    if before.pk in known.being_blocked and card.is_living:
        return False
    return before.state != card.state and before.state_at <= header.created_at


def _move(card: CardLine, known: Known, header: Header, now: datetime) -> None:
    before = known.by_iccid.get(card.iccid)
    if before is not None and _is_news(card, before, known, header):
        known.by_iccid[card.iccid] = move_sim(
            sim=before,
            to=SimState(card.state),
            actor=ACTOR,
            now=now,
            at=card.state_at or header.created_at,
        )


def _create(sound: list[tuple[Product, CardLine]], known: Known, header: Header) -> None:
    fresh = [
        SimCard(
            product=product,
            iccid=card.iccid,
            position=card.position,
            state=card.state,
            state_at=card.state_at or header.created_at,
            activated_at=card.activated_at,
            pin_sealed=seal_pin(card.pin, iccid=card.iccid) if card.pin else "",
            puk_sealed=seal_puk(card.puk, iccid=card.iccid) if card.puk else "",
        )
        for product, card in sound
        if card.iccid not in known.by_iccid
    ]
    SimCard.objects.bulk_create(fresh)
    SimEvent.objects.bulk_create(
        SimEvent(sim=sim, new_state=sim.state, at=sim.state_at, author=ACTOR.name) for sim in fresh
    )
    known.by_iccid |= {sim.iccid: sim for sim in fresh}


def _change(sound: list[tuple[Product, CardLine]], known: Known) -> None:
    """What a known card's line says besides its state; left out, it stays."""
    changed = []
    for _product, card in sound:
        sim = known.by_iccid[card.iccid]
        before = (sim.activated_at, sim.pin_sealed, sim.puk_sealed, sim.replaced_by_id)
        sim.activated_at = card.activated_at or sim.activated_at
        sim.pin_sealed = _pin(card, sim)
        sim.puk_sealed = _puk(card, sim)
        if card.replaced_by and sim.state == SimState.REPLACED:
            sim.replaced_by_id = known.by_iccid[card.replaced_by].pk
        if before != (sim.activated_at, sim.pin_sealed, sim.puk_sealed, sim.replaced_by_id):
            changed.append(sim)
    SimCard.objects.bulk_update(changed, ["activated_at", "pin_sealed", "puk_sealed", "replaced_by"])


def _pin(card: CardLine, sim: SimCard) -> str:
    """Sealed under the newest key; what the file does not say or change stays."""
    try:
        known = sim.pin_sealed and renew_pin(sim.pin_sealed, iccid=sim.iccid)
        if not card.pin or (known and open_pin(known, iccid=sim.iccid) == card.pin):
            return known
    except SealBroken:  # the keys changed without fallback: the file brings the PIN back
        if not card.pin:
            return sim.pin_sealed
    return seal_pin(card.pin, iccid=sim.iccid)


def _puk(card: CardLine, sim: SimCard) -> str:
    try:
        known = sim.puk_sealed and renew_puk(sim.puk_sealed, iccid=sim.iccid)
        if not card.puk or (known and open_puk(known, iccid=sim.iccid) == card.puk):
            return known
    except SealBroken:
        if not card.puk:
            return sim.puk_sealed
    return seal_puk(card.puk, iccid=sim.iccid)
