"""Online storage of a mailbox: begin, another size, end (C8)."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.catalogue.items import Catalogue, Family, Option, Price
from contracts.models import OptionRole, Order, Product, ProductOption
from contracts.orders.agreed import Agreed
from contracts.orders.errors import OrderRefused
from contracts.orders.fields import Offer, OfferField
from contracts.orders.kind import Answers, OrderForm, OrderKind, Row, item
from contracts.orders.products import add_option, end_options
from contracts.orders.quotes import Quote, quote_for
from contracts.orders.situation import GONE, Situation
from portal.shell.formats import day_text

GROUP = "storage"  # of options that exclude each other
NONE = "none"


class StorageForm(OrderForm):
    """The sizes; and an end, for those who have one."""

    def __init__(self, situation: Situation, *args: Any, **options: Any) -> None:
        super().__init__(situation, *args, **options)
        present = present_size(situation)
        offers = [Offer.of(size, size.price) for size in sizes_of(situation)]
        if present is not None:
            end = Offer(NONE, _("No online storage any more"), _("Please save your files before."), "")
            offers.append(end)
        self.fields["size"] = OfferField(label=_("Size"), offers=offers, initial=present and present.code)


class OnlineStorage(OrderKind):
    """At most one size at a time. The largest ones belong to certain tiers of mailboxes."""

    slug = "online-storage"
    title = gettext_lazy("Online storage")
    description = gettext_lazy("Space for your files, reached with the password of this mailbox.")
    icon = "package"
    families = frozenset({Family.MAILBOX})
    form_class = StorageForm
    order = 30

    def offered(self, situation: Situation) -> bool:
        return situation.product.is_running and (
            bool(sizes_of(situation)) or present_size(situation) is not None
        )

    def refuse(self, situation: Situation, answers: Answers) -> None:
        present = present_size(situation)
        if answers["size"] == NONE:
            if present is None:
                raise OrderRefused(_("This mailbox has no online storage."))
            return
        size = size_named(situation, answers["size"])
        if present is not None and size.code == present.code:
            raise OrderRefused(_("You have this size already. Please choose another one."))
        if situation.offering is None or size.code not in situation.offering.options:
            raise OrderRefused(
                _("“%(size)s” is possible with %(tier)s only. Please upgrade this e-mail address first.")
                % {"size": size.name, "tier": tier_with(situation, size)}
            )

    def subject(self, situation: Situation, answers: Answers) -> str:
        return "storage"

    def quote(self, situation: Situation, answers: Answers) -> Quote:
        size = None if answers["size"] == NONE else size_named(situation, answers["size"])
        present = present_size(situation)
        return quote_for(
            size.price if size else Price(),
            activation_on=self.activation_on(situation, answers),
            replaces=present.monthly_price if present else Price().monthly,
            fee=self.fee(situation),
            term=size.term if size else None,
        )

    def name(self, situation: Situation, answers: Answers) -> str:
        if answers["size"] == NONE:
            return _("End of online storage")
        return str(size_named(situation, answers["size"]).name)

    def summary(self, situation: Situation, answers: Answers) -> list[Row]:
        present = present_size(situation)
        rows = [Row(_("E-mail address"), situation.product.label)]
        if present is not None:
            rows.append(Row(_("So far"), present.title))
        if answers["size"] == NONE:
            return [*rows, Row(_("Online storage"), _("ends"))]
        return [*rows, Row(_("Online storage"), str(size_named(situation, answers["size"]).name))]

    def notes(self, situation: Situation, answers: Answers) -> list[str]:
        day = day_text(self.activation_on(situation, answers))
        if answers["size"] == NONE:
            return [
                _("Please save your files: from %(day)s on your online storage cannot be reached any more.")
                % {"day": day}
            ]
        size, present = size_named(situation, answers["size"]), present_size(situation)
        before = situation.catalogue.options.get(present.code) if present else None
        if before is None or gigabytes(size) >= gigabytes(before):
            return []
        # How much is stored only the carrier knows.
        return [
            _("Please make sure that no more than %(size)d GB are stored on %(day)s.")
            % {"size": gigabytes(size), "day": day}
        ]

    def to_carrier(self, order: Order, product: Product) -> tuple[dict[str, Any], ...]:
        return (item("modify", product, {"onlineStorage": order.answers["size"]}),)

    def complete(self, order: Order, product: Product, agreed: Agreed, *, now: datetime) -> None:
        size = order.answers["size"]
        others = [option.code for option in sizes_in(agreed.catalogue) if option.code != size]
        end_options(product, others, on=agreed.on)
        if size != NONE:
            entry = agreed.catalogue.options[size]
            add_option(product, entry, role=OptionRole.OPTION, on=agreed.on, monthly=agreed.quote.monthly)


def sizes_in(catalogue: Catalogue) -> list[Option]:
    """Every size of online storage the catalogue knows, smallest first."""
    sizes = [
        option
        for option in catalogue.options.values()
        if option.group == GROUP and option.family is Family.MAILBOX
    ]
    return sorted(sizes, key=gigabytes)


def gigabytes(option: Option) -> int:
    return int(option.characteristics.get("storage_gb", 0))


def sizes_of(situation: Situation) -> list[Option]:
    """Sizes sold today with some mailbox; those for other tiers too, so that customers see what there is."""
    with_mailboxes = {
        code
        for offering in situation.catalogue.offerings.values()
        if offering.family is Family.MAILBOX
        for code in offering.options
    }
    return [
        size
        for size in sizes_in(situation.catalogue)
        if size.sold_on(situation.today) and size.code in with_mailboxes
    ]


def size_named(situation: Situation, code: str) -> Option:
    """OrderRefused for what is not sold (any more)."""
    found = next((size for size in sizes_of(situation) if size.code == code), None)
    if found is None:
        raise OrderRefused(str(GONE))
    return found


def present_size(situation: Situation) -> ProductOption | None:
    """The storage this mailbox has."""
    codes = {size.code for size in sizes_in(situation.catalogue)}
    return next((option for option in situation.options if option.code in codes), None)


def tier_with(situation: Situation, size: Option) -> str:
    """The smallest mailbox with which this size is sold."""
    tiers = sorted(
        (offering for offering in situation.catalogue.offerings.values() if size.code in offering.options),
        key=lambda offering: offering.rank,
    )
    return str(tiers[0].name) if tiers else ""
