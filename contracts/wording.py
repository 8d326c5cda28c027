"""What terms are called on pages and papers."""

from django.utils.translation import ngettext

from contracts.catalogue.items import Notice, NoticeUnit


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
