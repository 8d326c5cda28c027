"""Options of a fixed telephone line: flat rates, forwarding, answering machine (C8)."""

from django.utils.translation import gettext_lazy

from contracts.catalogue.items import Family

from .option_undo import UndoableOption


class TelephonyOption(UndoableOption):
    """One option of the line more or less."""

    slug = "telephony-option"
    title = gettext_lazy("Add or end a telephony option")
    description = gettext_lazy("Choose one option. Each further option is an order of its own.")
    families = frozenset({Family.TELEPHONY})
    order = 20
