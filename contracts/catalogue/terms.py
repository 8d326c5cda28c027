"""Terms as JSON: how products and orders keep what was agreed while the catalogue moves on. Pure."""

from collections.abc import Mapping
from typing import Any

from contracts.catalogue.items import Notice, NoticeUnit, Term


def term_as_json(term: Term) -> dict[str, Any]:
    """What `Product.term` holds; `term_of` reads it back."""
    return {
        "minimum_months": term.minimum_months,
        "notice": _notice_as_json(term.notice),
        "notice_after": _notice_as_json(term.notice_after),
        "prolongation_months": term.prolongation_months,
    }


def term_of(value: Mapping[str, Any]) -> Term:
    """The term in `value`; what is left out is as in `Term()`: no minimum term, one month's notice."""
    usual = Term()
    return Term(
        minimum_months=value.get("minimum_months", usual.minimum_months),
        notice=_notice_of(value.get("notice"), usual.notice),
        notice_after=_notice_of(value.get("notice_after"), usual.notice_after),
        prolongation_months=value.get("prolongation_months", usual.prolongation_months),
    )


def _notice_as_json(notice: Notice) -> dict[str, Any]:
    return {"amount": notice.amount, "unit": str(notice.unit), "to_month_end": notice.to_month_end}


def _notice_of(value: Mapping[str, Any] | None, usual: Notice) -> Notice:
    if value is None:
        return usual
    return Notice(value["amount"], NoticeUnit(value["unit"]), value.get("to_month_end", False))
