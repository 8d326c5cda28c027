"""Terms as JSON: how products and orders keep what was agreed while the catalogue moves on. Pure."""

from collections.abc import Mapping
from typing import Any

from contracts.catalogue.items import Notice, NoticeUnit, Term


def term_as_json(term: Term) -> dict[str, Any]:
    """What `Product.term` holds; `term_of` reads it back."""
    return {
        "minimum_months": term.minimum_months,
        "notice": notice_as_json(term.notice),
        "notice_after": notice_as_json(term.notice_after),
        "prolongation_months": term.prolongation_months,
    }


def term_of(value: Mapping[str, Any]) -> Term:
    """The term in `value`; what is left out is as in `Term()`: no minimum term, one month's notice."""
    usual = Term()
    return Term(
        minimum_months=value.get("minimum_months", usual.minimum_months),
        notice=notice_of(value["notice"]) if "notice" in value else usual.notice,
        notice_after=notice_of(value["notice_after"]) if "notice_after" in value else usual.notice_after,
        prolongation_months=value.get("prolongation_months", usual.prolongation_months),
    )


def notice_as_json(notice: Notice) -> dict[str, Any]:
    """`notice_of` reads it back."""
    return {"amount": notice.amount, "unit": str(notice.unit), "to_month_end": notice.to_month_end}


def notice_of(value: Mapping[str, Any]) -> Notice:
    """A period of notice of `notice_as_json`."""
    return Notice(value["amount"], NoticeUnit(value["unit"]), value.get("to_month_end", False))
