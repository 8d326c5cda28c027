"""A declaration in words, in the active language: the same on the page, in the mail and on paper (C11)."""

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from contracts.models import Declaration
from portal.lib.periods import berlin_day
from portal.shell.formats import day_text

from .rules import Hint, hints_about

Row = tuple[str, str]


def title_of(declaration: Declaration) -> str:
    return _("Receipt of your termination") if declaration.is_termination else _("Receipt of your withdrawal")


def words_of(declaration: Declaration) -> str:
    """The sentence that stands above the button: what is declared."""
    return declared_words(is_termination=declaration.is_termination)


def declared_words(*, is_termination: bool) -> str:
    if is_termination:
        return _("I terminate the contract named here.")
    return _("I withdraw from the contract named here.")


def rows_of(declaration: Declaration) -> list[Row]:
    """Label and text of every field that says something; what people typed stays as they typed it."""
    rows = [
        (_("Type of termination"), str(declaration.get_termination_type_display())),
        (_("Reason"), declaration.reason),
        (_("Name"), declaration.name),
        (_("Customer number"), declaration.customer_number),
        (_("Contract"), declaration.contract),
        (_("The contract shall end"), _end_text(declaration)),
        (pgettext("declaration", "Remark"), declaration.remark),
        (_("E-mail address for the receipt"), declaration.email),
    ]
    return [(label, text) for label, text in rows if text]


def _end_text(declaration: Declaration) -> str:
    if not declaration.is_termination:
        return ""
    wanted = declaration.ends_wanted_on
    return day_text(wanted) if wanted else _("as soon as possible")


def next_steps_of(declaration: Declaration) -> list[str]:
    """What happens now, with what is unusual about the dates."""
    steps = [
        _("Our service centre looks at your declaration and answers to the e-mail address you gave."),
    ]
    if declaration.is_termination:
        steps.append(_("The answer tells you on which day your contract ends."))
    texts = {
        Hint.END_IN_THE_PAST: _(
            "The day you named is over. Your termination counts all the same; the answer names the day on which"
            " your contract ends."
        ),
        Hint.WITHDRAWAL_LATE: _(
            "It seems that the 14 days to withdraw are over. We have received your withdrawal all the same and"
            " look at it."
        ),
    }
    return steps + [texts[hint] for hint in hints_of(declaration)]


def hints_of(declaration: Declaration) -> tuple[Hint, ...]:
    """What is unusual about the dates. The day a contract was concluded is known of orders from the portal only."""
    concluded_on = None
    if not declaration.is_termination and declaration.order is not None:
        concluded_on = berlin_day(declaration.order.placed_at)
    return hints_about(
        received_on=declaration.received_on,
        state=settings.FEDERAL_STATE,
        withdrawn_contract_of=concluded_on,
        ends_wanted_on=declaration.ends_wanted_on,
    )
