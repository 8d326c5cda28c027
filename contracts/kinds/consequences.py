"""What a termination does to other products: options that work only beside a product that ends (D2)."""

from django.utils.translation import gettext as _

from contracts.catalogue.items import Family
from contracts.models import Product, ProductOption, ProductStatus
from contracts.orders.kind import Answers, OrderKind
from contracts.orders.registry import Consequence
from contracts.orders.situation import Situation


def options_that_end(kind: OrderKind, situation: Situation, answers: Answers) -> list[str]:
    """One sentence for each option of another product that needs the product which is terminated."""
    if kind.slug != "termination":
        return []
    lost = families_lost(situation)
    options = situation.catalogue.options
    needing = [code for code, option in options.items() if lost & frozenset(option.requires_family)]
    others = [product for product in situation.owned if product not in _ending(situation)]
    rows = ProductOption.objects.filter(product__in=others, code__in=needing).select_related("product")
    remaining = {Family(product.family) for product in others if _goes_on(product)}
    return [
        _(
            "Without this contract the option “%(option)s” of “%(product)s” ends: it works only together with it."
        )
        % {"option": row.title, "product": row.product.title}
        for row in rows.exclude(valid_to__lte=situation.today).order_by("pk")
        if not remaining & frozenset(options[row.code].requires_family)
    ]


def families_lost(situation: Situation) -> frozenset[Family]:
    """Families of which the customer has nothing left when this product and its parts have ended."""
    ending = _ending(situation)
    remaining = {p.family for p in situation.owned if p not in ending and _goes_on(p)}
    return frozenset(Family(p.family) for p in ending if p.family not in remaining)


def _ending(situation: Situation) -> list[Product]:
    return [situation.product, *situation.parts()]


def _goes_on(product: Product) -> bool:
    return product.status != ProductStatus.PENDING_TERMINATE


CONSEQUENCES = (Consequence("options-beside", 10, options_that_end),)
