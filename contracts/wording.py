"""What terms are called on pages and papers."""

from django.utils.translation import gettext, ngettext

from contracts.catalogue.items import Notice, NoticeUnit, Term


def notice_text(notice: Notice) -> str:
    """`1 month's notice`, `14 days' notice`, `3 months' notice to the end of a month`."""
    if notice.unit is NoticeUnit.DAYS and notice.to_month_end:
        text = ngettext(
            "%(amount)d day’s notice to the end of a month",
            "%(amount)d days’ notice to the end of a month",
            notice.amount,
        )
    elif notice.unit is NoticeUnit.DAYS:
        text = ngettext("%(amount)d day’s notice", "%(amount)d days’ notice", notice.amount)
    elif notice.to_month_end:
        text = ngettext(
            "%(amount)d month’s notice to the end of a month",
            "%(amount)d months’ notice to the end of a month",
            notice.amount,
        )
    else:
        text = ngettext("%(amount)d month’s notice", "%(amount)d months’ notice", notice.amount)
    return text % {"amount": notice.amount}


def notice_length_text(notice: Notice) -> str:
    """`1 month`, `14 days`, `3 months to the end of a month`: under a heading that says “notice period”."""
    if notice.unit is NoticeUnit.DAYS:
        text = ngettext("%(amount)d day", "%(amount)d days", notice.amount)
    else:
        text = ngettext("%(amount)d month", "%(amount)d months", notice.amount)
    length = text % {"amount": notice.amount}
    return gettext("%(length)s to the end of a month") % {"length": length} if notice.to_month_end else length


def minimum_term_text(months: int) -> str:
    """`24 months`; `none` for 0."""
    if months == 0:
        return gettext("none")
    return ngettext("%(months)d month", "%(months)d months", months) % {"months": months}


def renewal_text(term: Term) -> str:
    """What holds after the minimum term, in a sentence."""
    if term.minimum_months == 0:
        return gettext("The contract has no end of its own.")
    if term.prolongation_months:
        return gettext("Without notice the contract goes on for %(months)s each time.") % {
            "months": minimum_term_text(term.prolongation_months)
        }
    return gettext(
        "Without notice the contract goes on after the minimum term, with %(notice)s at any time."
    ) % {"notice": notice_text(term.notice_after)}
