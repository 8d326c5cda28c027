"""The entries of a catalogue as tables of texts, for staff who check what a version says."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from contracts.catalogue.items import Catalogue, Entry, Family, Notice, NoticeUnit, Offering, Price, Term
from portal.shell.formats import day_text, decimal_text, money_text

NONE = "–"


@dataclass(frozen=True)
class EntryTable:
    """Head and rows have the same number of cells; the first cell names the row."""

    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]] = field(default_factory=list)


def tables_of(catalogue: Catalogue) -> list[EntryTable]:
    """One table for each family of products, then options, barriers, kinds of order and campaigns."""
    found = [_offerings(catalogue, family) for family in Family]
    found += [_options(catalogue), _barriers(catalogue), _services(catalogue), _campaigns(catalogue)]
    return [table for table in found if table.rows]


def _offerings(catalogue: Catalogue, family: Family) -> EntryTable:
    head = [
        *_common_head(),
        pgettext("catalogue", "for"),
        pgettext("catalogue", "monthly"),
        pgettext("catalogue", "once"),
        pgettext("catalogue", "each additional"),
        pgettext("catalogue", "minimum term"),
        pgettext("catalogue", "notice, afterwards"),
        pgettext("catalogue", "facts"),
        pgettext("catalogue", "options and barriers"),
        pgettext("catalogue", "changes to"),
    ]
    rows = [
        [
            *_common(offering),
            _listed(_AUDIENCES[audience]() for audience in offering.audiences),
            *_price(offering.price),
            _additional(offering),
            *_term(offering.term),
            _facts(offering.characteristics),
            _listed((*offering.options, *offering.barriers)),
            _listed(offering.changes_to),
        ]
        for offering in catalogue.offerings.values()
        if offering.family is family
    ]
    return EntryTable(_family_names()[family], head, rows)


def _options(catalogue: Catalogue) -> EntryTable:
    head = [
        *_common_head(),
        pgettext("catalogue", "kind"),
        pgettext("catalogue", "monthly"),
        pgettext("catalogue", "once"),
        pgettext("catalogue", "minimum term"),
        pgettext("catalogue", "notice, afterwards"),
        pgettext("catalogue", "one of the group"),
        pgettext("catalogue", "needs"),
        pgettext("catalogue", "excludes"),
        pgettext("catalogue", "facts"),
    ]
    rows = [
        [
            *_common(option),
            _family_names()[option.family],
            *_price(option.price),
            *_term(option.term),
            option.group or NONE,
            _listed(
                (
                    *option.requires,
                    *([f"{option.minimum_downstream_mbit} Mbit/s"] if option.minimum_downstream_mbit else []),
                    *(_family_names()[family] for family in option.requires_family),
                )
            ),
            _listed(option.excludes),
            _facts(option.characteristics),
        ]
        for option in catalogue.options.values()
    ]
    return EntryTable(_("Options"), head, rows)


def _barriers(catalogue: Catalogue) -> EntryTable:
    head = [
        *_common_head(),
        pgettext("catalogue", "kind"),
        pgettext("catalogue", "setting"),
        pgettext("catalogue", "lifting"),
        pgettext("catalogue", "contains"),
        pgettext("catalogue", "set from the start"),
    ]
    rows = [
        [
            *_common(barrier),
            _family_names()[barrier.family],
            money_text(barrier.set_price),
            money_text(barrier.lift_price),
            _listed(barrier.blocks),
            _("yes") if barrier.on_by_default else _("no"),
        ]
        for barrier in catalogue.barriers.values()
    ]
    return EntryTable(_("Barriers"), head, rows)


def _services(catalogue: Catalogue) -> EntryTable:
    head = [
        *_common_head(),
        pgettext("catalogue", "working days"),
        pgettext("catalogue", "fee"),
        pgettext("catalogue", "monthly"),
    ]
    rows = [
        [
            *_common(service),
            str(service.lead_time_days),
            money_text(service.fee),
            _listed(f"{answer}: {money_text(fee)}" for answer, fee in service.monthly_fees.items()),
        ]
        for service in catalogue.services.values()
    ]
    return EntryTable(_("Kinds of order"), head, rows)


def _campaigns(catalogue: Catalogue) -> EntryTable:
    head = [
        *_common_head(),
        pgettext("catalogue", "who recommends"),
        pgettext("catalogue", "reward"),
        pgettext("catalogue", "days"),
        pgettext("catalogue", "minimum term"),
        pgettext("catalogue", "products"),
    ]
    kinds = {"existing": _("existing customers"), "new": _("new customers")}
    rows = [
        [
            *_common(campaign),
            kinds[campaign.kind],
            money_text(campaign.reward),
            str(campaign.valid_for_days),
            _months(campaign.minimum_term_months),
            _listed(_family_names()[Family(family)] for family in campaign.families),
        ]
        for campaign in catalogue.campaigns.values()
    ]
    return EntryTable(_("Campaigns"), head, rows)


def _common_head() -> list[str]:
    return [
        pgettext("catalogue", "code"),
        pgettext("catalogue", "name"),
        pgettext("catalogue", "can be ordered"),
    ]


def _common(entry: Entry) -> list[str]:
    return [entry.code, str(entry.name), _validity(entry)]


def _validity(entry: Entry) -> str:
    if isinstance(entry, Offering) and not entry.orderable:
        return pgettext("catalogue", "no longer")
    start = _("from %(day)s") % {"day": day_text(entry.valid_from)}
    if entry.valid_to is None:
        return start
    return f"{start} {_('until before %(day)s') % {'day': day_text(entry.valid_to)}}"


def _price(price: Price) -> list[str]:
    return [money_text(price.monthly), money_text(price.one_off)]


def _additional(offering: Offering) -> str:
    """Monthly, and once where that costs something."""
    price = offering.additional_price
    if price.is_free:
        return NONE
    values = {"monthly": money_text(price.monthly), "once": money_text(price.one_off)}
    return _("%(monthly)s monthly, %(once)s once") % values


def _term(term: Term) -> list[str]:
    notices = f"{_notice(term.notice)}, {_notice(term.notice_after)}" if term.minimum_months else None
    text = notices or _notice(term.notice_after)
    if term.prolongation_months:
        prolonged = _("prolonged by %(months)s") % {"months": _months(term.prolongation_months)}
        text = f"{text}, {prolonged}"
    return [_months(term.minimum_months), text]


def _months(number: int) -> str:
    return ngettext("%(n)s month", "%(n)s months", number) % {"n": number} if number else NONE


def _notice(notice: Notice) -> str:
    if notice.unit is NoticeUnit.MONTHS:
        text = ngettext("%(n)s month", "%(n)s months", notice.amount) % {"n": notice.amount}
    else:
        text = ngettext("%(n)s day", "%(n)s days", notice.amount) % {"n": notice.amount}
    return _("%(notice)s to the end of a month") % {"notice": text} if notice.to_month_end else text


def _facts(characteristics: Any) -> str:
    return _listed(f"{name} {_value(value)}" for name, value in characteristics.items())


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return decimal_text(value) if isinstance(value, Decimal | int) else str(value)


def _listed(texts: Iterable[str]) -> str:
    return ", ".join(texts) or NONE


_AUDIENCES = {"private": lambda: _("private customers"), "business": lambda: _("business customers")}


def _family_names() -> dict[Family, str]:
    return {
        Family.ACCOUNT: _("Customer number"),
        Family.INTERNET: _("Internet"),
        Family.TELEPHONY: _("Telephony"),
        Family.MOBILE: _("Mobile"),
        Family.TV: _("Television"),
        Family.MAIL: _("Mail packages"),
        Family.MAILBOX: _("Mailboxes"),
        Family.SOFTWARE: _("Software"),
        Family.DOMAIN: _("Domains"),
        Family.TERMINAL: _("Terminals"),
    }
