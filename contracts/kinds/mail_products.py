"""A larger mail package, and a better tier for one mailbox (C8)."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.catalogue.items import FREE, Family, Offering, Price
from contracts.models import Order, Product
from contracts.models.inventory import RUNNING
from contracts.orders.agreed import Agreed
from contracts.orders.errors import OrderRefused
from contracts.orders.fields import Offer, OfferField
from contracts.orders.kind import Answers, OrderForm, OrderKind, Row, item
from contracts.orders.products import change_offering
from contracts.orders.quotes import Quote, quote_for
from contracts.orders.situation import Situation
from portal.shell.formats import day_text, money_text

from .mail_lines import (
    PACKAGES,
    TIERS,
    addresses_in,
    freed_by,
    included,
    larger_in,
    most,
    surcharge,
    used,
)

SMALLER = gettext_lazy("A smaller mail product is arranged by our service centre. Please call us.")


class MailProductForm(OrderForm):
    """The larger packages."""

    def __init__(self, situation: Situation, *args: Any, **options: Any) -> None:
        super().__init__(situation, *args, **options)
        offers = [Offer.of(other, other.price) for other in larger_in(situation, PACKAGES)]
        field = OfferField(label=_("New mail product"), offers=offers, help_text=SMALLER)
        field.error_messages["invalid_choice"] = SMALLER
        self.fields["offering"] = field


class MailProductUpgrade(OrderKind):
    """Up only: a smaller package could hold fewer addresses than there are."""

    slug = "mail-product"
    title = gettext_lazy("Larger mail product")
    description = gettext_lazy("More e-mail addresses and more storage. All addresses stay as they are.")
    icon = "mail"
    families = frozenset({Family.MAIL})
    form_class = MailProductForm
    order = 20

    def offered(self, situation: Situation) -> bool:
        return situation.product.is_running and bool(larger_in(situation, PACKAGES))

    def why_not(self, situation: Situation) -> str:
        present = situation.offering
        if present is None or present.line != PACKAGES:
            return ""
        return _("You have the largest mail product already. %(smaller)s") % {"smaller": SMALLER}

    def refuse(self, situation: Situation, answers: Answers) -> None:
        new = situation.offering_sold(answers["offering"])
        if new.code not in [other.code for other in larger_in(situation, PACKAGES)]:
            raise OrderRefused(str(SMALLER))

    def subject(self, situation: Situation, answers: Answers) -> str:
        return "offering"

    def quote(self, situation: Situation, answers: Answers) -> Quote:
        new = situation.offering_sold(answers["offering"])
        return quote_for(
            new.price,
            activation_on=self.activation_on(situation, answers),
            replaces=situation.product.monthly_price + self._freed(situation, new),
            fee=self.fee(situation),
            term=new.term,
        )

    def summary(self, situation: Situation, answers: Answers) -> list[Row]:
        new = situation.offering_sold(answers["offering"])
        return [
            Row(_("So far"), situation.product.title),
            Row(_("New mail product"), str(new.name)),
            Row(_("Addresses included"), str(included(new))),
            Row(_("Addresses in use"), str(used(situation))),
            Row(_("Storage"), _("%(size)d GB") % {"size": new.number("storage_gb")}),
        ]

    def notes(self, situation: Situation, answers: Answers) -> list[str]:
        new = situation.offering_sold(answers["offering"])
        found = []
        if freed := self._freed(situation, new):
            found.append(
                _("Additional addresses are included from then on: %(amount)s a month less.")
                % {"amount": money_text(freed)}
            )
        if most(new) > included(new):
            found.append(
                _("Each address beyond the %(included)d included ones costs %(price)s a month.")
                % {"included": included(new), "price": money_text(new.additional_price.monthly)}
            )
        return found

    def target(self, situation: Situation, answers: Answers) -> Offering | None:
        return situation.offering_sold(answers["offering"])

    def to_carrier(self, order: Order, product: Product) -> tuple[dict[str, Any], ...]:
        return (item("modify", product, {}, offering=order.answers["offering"]),)

    def complete(self, order: Order, product: Product, agreed: Agreed, *, now: datetime) -> None:
        new = agreed.catalogue.offerings[order.answers["offering"]]
        parts = Product.objects.select_for_update().filter(parent=product, status__in=RUNNING)
        mailboxes = list(parts.filter(family=Family.MAILBOX).order_by("pk"))
        change_offering(product, new, agreed.quote)
        for mailbox in freed_by(mailboxes, new, agreed.catalogue):
            mailbox.monthly_price -= surcharge(mailbox, agreed.catalogue)
            mailbox.save(update_fields=["monthly_price"])

    def _freed(self, situation: Situation, new: Offering) -> Decimal:
        """What additional addresses cost a month that the new package includes."""
        freed = freed_by(addresses_in(situation), new, situation.catalogue)
        return sum((surcharge(mailbox, situation.catalogue) for mailbox in freed), FREE)


class MailPlusForm(OrderForm):
    """The tiers above the present one; one is chosen beforehand."""

    def __init__(self, situation: Situation, *args: Any, **options: Any) -> None:
        super().__init__(situation, *args, **options)
        tiers = larger_in(situation, TIERS)
        self.fields["offering"] = OfferField(
            label=_("New mailbox"),
            offers=[Offer.of(tier, tier.price) for tier in tiers],
            initial=tiers[-1].code if tiers else None,
        )


class MailPlus(OrderKind):
    """Address, password, messages and options of the mailbox stay; its tier changes."""

    slug = "mail-plus"
    title = gettext_lazy("Upgrade to Mail Plus")
    description = gettext_lazy("More storage and more functions for this e-mail address. Nothing is lost.")
    icon = "arrow-up"
    families = frozenset({Family.MAILBOX})
    form_class = MailPlusForm
    order = 10

    def offered(self, situation: Situation) -> bool:
        return situation.product.is_running and bool(larger_in(situation, TIERS))

    def why_not(self, situation: Situation) -> str:
        present = situation.offering
        if present is None or present.line != TIERS:
            return ""
        return _("This e-mail address has %(tier)s already.") % {"tier": present.name}

    def refuse(self, situation: Situation, answers: Answers) -> None:
        new = situation.offering_sold(answers["offering"])
        if new.code not in [tier.code for tier in larger_in(situation, TIERS)]:
            raise OrderRefused(_("This would be no upgrade. Please choose another mailbox."))
        if (last_day := situation.product.ends_on) is not None:
            raise OrderRefused(
                _("This e-mail address is terminated and ends on %(day)s. It cannot be upgraded any more.")
                % {"day": day_text(last_day)}
            )

    def subject(self, situation: Situation, answers: Answers) -> str:
        return "offering"

    def quote(self, situation: Situation, answers: Answers) -> Quote:
        new = situation.offering_sold(answers["offering"])
        extra = surcharge(situation.product, situation.catalogue)
        return quote_for(
            Price(new.price.monthly + extra, new.price.one_off),
            activation_on=self.activation_on(situation, answers),
            replaces=situation.product.monthly_price,
            fee=self.fee(situation),
            term=new.term,
        )

    def summary(self, situation: Situation, answers: Answers) -> list[Row]:
        new, old = situation.offering_sold(answers["offering"]), situation.offering
        return [
            Row(_("E-mail address"), situation.product.label),
            Row(_("So far"), str(old.name) if old else situation.product.title),
            Row(_("New mailbox"), str(new.name)),
            Row(_("Storage"), _("%(size)d GB") % {"size": new.number("storage_gb")}),
        ]

    def notes(self, situation: Situation, answers: Answers) -> list[str]:
        extra = surcharge(situation.product, situation.catalogue)
        if not extra:
            return []
        return [
            _("The price includes %(amount)s a month for the additional address, as before.")
            % {"amount": money_text(extra)}
        ]

    def target(self, situation: Situation, answers: Answers) -> Offering | None:
        return situation.offering_sold(answers["offering"])

    def to_carrier(self, order: Order, product: Product) -> tuple[dict[str, Any], ...]:
        return (item("modify", product, {}, offering=order.answers["offering"]),)

    def complete(self, order: Order, product: Product, agreed: Agreed, *, now: datetime) -> None:
        change_offering(product, agreed.catalogue.offerings[order.answers["offering"]], agreed.quote)
