"""Numbers of a mobile contract: what stands in the way of a change, and the change of our rows (D7)."""

from datetime import date

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from contracts.models import Product
from contracts.orders.errors import OrderRefused
from contracts.orders.situation import Situation
from mobile.models import MobileNumber, NumberKind, PortingRelease

CHANGES = ("number-swap", "port-in", "port-out")  # one of them at a time


def numbers_of(situation: Situation) -> list[MobileNumber]:
    """Every number that the contract has or had; asked for once per situation."""
    prefetch_related_objects([situation.product], "mobile_numbers")
    return list(situation.product.mobile_numbers.all())


def present_number(situation: Situation) -> MobileNumber | None:
    """The number on that day; of a contract that has ended, the last one."""
    begun = [row for row in numbers_of(situation) if row.valid_from <= situation.today]
    valid = [row for row in begun if row.valid_to is None or row.valid_to > situation.today]
    found = valid or ([] if situation.product.is_running else begun)
    return found[-1] if found else None


def refuse_during_another_change(situation: Situation) -> None:
    """OrderRefused while a change of the number is under way: an open order, an announced or a released number."""
    for order in situation.open_orders:
        if order.kind in CHANGES:
            raise OrderRefused(
                _(
                    "A change of your number is under way already: order %(number)s. "
                    "Please wait until it is done, or cancel it."
                )
                % {"number": order.number}
            )
    for row in numbers_of(situation):
        if row.kind == NumberKind.PORTED and row.valid_from > situation.today:
            raise OrderRefused(
                _("Your number %(number)s is on its way to us already. Please wait until it is here.")
                % {"number": row.national}
            )


def release_of(situation: Situation) -> PortingRelease | None:
    """The release that another provider can still use."""
    prefetch_related_objects([situation.product], "porting_releases")
    usable = [row for row in situation.product.porting_releases.all() if row.valid_until >= situation.today]
    return usable[-1] if usable else None


def change_number(product: Product, number: str, kind: NumberKind, *, on: date) -> MobileNumber:
    """The contract has `number` from that day on, and its present one no more. A feed that was faster is no trouble.

    IntegrityError when the number is in another contract.
    """
    present = MobileNumber.objects.select_for_update().filter(product=product, valid_to=None).first()
    if present is not None and present.number == number:
        return present
    if present is not None and present.valid_from >= on:
        present.delete()  # it never held
    elif present is not None:
        present.valid_to = on
        present.save(update_fields=["valid_to"])
    return MobileNumber.objects.create(product=product, number=number, kind=kind, valid_from=on)
