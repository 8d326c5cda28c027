"""When an option of a product may be added, replaced or ended (C10). Pure."""

from datetime import date, timedelta

from django.utils.translation import gettext as _

from contracts.catalogue.items import Option
from contracts.models import OptionRole, ProductOption
from contracts.orders.errors import OrderRefused
from contracts.orders.quotes import end_of_minimum_term
from contracts.orders.situation import Situation
from contracts.rules.ends import NextEnd, next_end
from portal.shell.formats import day_text

DAY = timedelta(days=1)


def addable(situation: Situation) -> list[Option]:
    """What the catalogue offers with this product and the product does not have, in the catalogue's order."""
    if situation.offering is None:
        return []
    options = situation.catalogue.options
    return [
        options[code]
        for code in situation.offering.options
        if code in options and options[code].sold_on(situation.today) and code not in situation.option_codes
    ]


def endable(situation: Situation) -> list[ProductOption]:
    """Options of the product that run on without an end."""
    return [row for row in situation.options if row.role == OptionRole.OPTION and row.valid_to is None]


def present_on(situation: Situation, on: date) -> list[ProductOption]:
    """Options that the product will have on that day, or later."""
    return [
        row
        for row in situation.options
        if row.role == OptionRole.OPTION and (row.valid_to is None or row.valid_to > on)
    ]


def replaced_by(situation: Situation, entry: Option, *, on: date) -> list[ProductOption]:
    """The option of the same exclusive group, which ends when `entry` begins."""
    options = situation.catalogue.options
    return [
        row
        for row in present_on(situation, on)
        if row.code in options and shares_group(options[row.code], entry)
    ]


def row_of(situation: Situation, code: str) -> ProductOption:
    """OrderRefused unless the product has this option, without an end."""
    for row in situation.options:
        if row.role == OptionRole.OPTION and row.code == code:
            if row.valid_to is None:
                return row
            raise OrderRefused(
                _("“%(option)s” ends already, on %(day)s.")
                % {"option": row.title, "day": day_text(row.valid_to - DAY)}
            )
    raise OrderRefused(_("Your product does not have this option (any more). Please choose again."))


def name_of(situation: Situation, code: str) -> str:
    """In the active language; the product's own copy for options that left the catalogue."""
    entry = situation.catalogue.options.get(code)
    return str(entry.name) if entry else row_of(situation, code).title


def end_of(situation: Situation, row: ProductOption) -> NextEnd | None:
    """The earliest end of an option for notice given today; None when the catalogue forgot the option."""
    entry = situation.catalogue.options.get(row.code)
    if entry is None:
        return None
    return next_end(
        entry.term,
        started_on=row.valid_from,
        minimum_term_ends_on=minimum_end_of(situation, row),
        today=situation.today,
    )


def minimum_end_of(situation: Situation, row: ProductOption) -> date | None:
    """The last day of the option's own minimum term; None without one."""
    entry = situation.catalogue.options.get(row.code)
    return end_of_minimum_term(row.valid_from, entry.term.minimum_months) if entry else None


def refuse_adding(situation: Situation, entry: Option, *, on: date) -> None:
    """OrderRefused when the product has the option, lacks what it needs or has what it cannot stand."""
    present = {row.code: row for row in present_on(situation, on)}
    if entry.code in present:
        raise OrderRefused(_("Your product already has the option “%(option)s”.") % {"option": entry.name})
    replaced = replaced_by(situation, entry, on=on)
    for row in replaced:
        refuse_replacing(situation, row, entry, on=on)
    staying = {code: row for code, row in present.items() if row not in replaced}
    for code in entry.requires:
        if code not in staying:
            raise OrderRefused(
                _("“%(option)s” needs the option “%(needed)s”. Please order that one first.")
                % {"option": entry.name, "needed": name_of(situation, code)}
            )
    for row in staying.values():
        if _excludes(situation, entry, row):
            raise OrderRefused(
                _("“%(option)s” and “%(other)s” do not go together. Please end “%(other)s” first.")
                % {"option": entry.name, "other": row.title}
            )
    if entry.requires_family and not situation.owns(*entry.requires_family):
        raise OrderRefused(
            _("“%(option)s” needs another product of ours that you do not have.") % {"option": entry.name}
        )


def refuse_replacing(situation: Situation, row: ProductOption, entry: Option, *, on: date) -> None:
    """OrderRefused when `entry` would end an option during its minimum term, or one that another option needs."""
    minimum_end = minimum_end_of(situation, row)
    if minimum_end is not None and minimum_end >= on:
        raise OrderRefused(
            _(
                "“%(new)s” would take the place of “%(option)s”, whose minimum term runs until %(day)s."
                " Please order it again after that day."
            )
            % {"new": entry.name, "option": row.title, "day": day_text(minimum_end)}
        )
    refuse_while_needed(situation, row)


def shares_group(one: Option, other: Option) -> bool:
    """Do the two exclude each other as members of a group, so that the new one takes the old one's place?"""
    return bool(one.group) and one.group == other.group and one.code != other.code


def refuse_while_needed(situation: Situation, row: ProductOption) -> None:
    """OrderRefused as long as another option of the product stands on this one."""
    options = situation.catalogue.options
    for other in endable(situation):
        if other.code in options and row.code in options[other.code].requires:
            raise OrderRefused(
                _("“%(other)s” needs the option “%(option)s”. Please end “%(other)s” first.")
                % {"option": row.title, "other": other.title}
            )


def _excludes(situation: Situation, entry: Option, row: ProductOption) -> bool:
    """It is enough that one of the two says so."""
    other = situation.catalogue.options.get(row.code)
    return row.code in entry.excludes or (other is not None and entry.code in other.excludes)
