"""Options and barriers as the carrier states them; what held before stays as a dated fact."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from datetime import date

from contracts.catalogue.items import Text
from contracts.feed.product_lines import OptionLine, ProductLine
from contracts.models import Product, ProductOption
from portal.carrier.feed import Header
from portal.lib.periods import berlin_day


def write_options(
    batch: Sequence[tuple[int, ProductLine]], products: dict[str, Product], header: Header
) -> None:
    """What the file states holds; what it leaves out ended the day before the file was written."""
    before: dict[int, list[ProductOption]] = defaultdict(list)
    ids = [product.pk for product in products.values()]
    for row in ProductOption.objects.filter(product_id__in=ids):
        before[row.product_id].append(row)
    today = berlin_day(header.created_at)
    gone: list[int] = []
    fresh: list[ProductOption] = []
    for _, line in batch:
        product = products[line.number]
        rows = {option_of(row): row for row in before[product.pk]}
        wanted = set(line.options) | set(kept(rows, line.options, today))
        gone += [row.pk for option, row in rows.items() if option not in wanted]
        fresh += [
            ProductOption(product=product, **asdict(option))
            for option in sorted(wanted - set(rows), key=lambda option: (option.valid_from, option.code))
        ]
    if gone:
        ProductOption.objects.filter(pk__in=gone).delete()
    ProductOption.objects.bulk_create(fresh)


def kept(before: Iterable[OptionLine], stated: Sequence[OptionLine], today: date) -> list[OptionLine]:
    """Which options that the carrier no longer states stay as facts of the past, and until when.

    One that is running ends before `today`; one that has not begun never held. A stated option replaces
    what we knew of the same code from its first day on.
    """
    facts = []
    for option in before:
        begins = min((o.valid_from for o in stated if o.code == option.code), default=date.max)
        ends = min(option.valid_to or date.max, today, begins)
        if option not in stated and ends > option.valid_from:
            facts.append(ended(option, ends))
    return facts


def ended(option: OptionLine, valid_to: date) -> OptionLine:
    """The same option until the day before `valid_to`."""
    return replace(option, valid_to=valid_to)


def option_of(row: ProductOption) -> OptionLine:
    """The row as a line of the feed would state it."""
    name = Text.of(row.name)
    return OptionLine(row.code, row.role, name, row.monthly_price, row.valid_from, row.valid_to)
