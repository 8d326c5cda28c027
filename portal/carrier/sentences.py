"""What calls to the carrier say to people, in the operator's language (rows outlive the language of a request)."""

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

SENTENCES = {
    "carrier_refused": gettext_noop("The carrier refused this: %(error)s"),
    "unknown_order": gettext_noop("The carrier does not know this order."),
    "cannot_stop": gettext_noop("The carrier can no longer stop this order."),
    "order_is_over": gettext_noop("This order is over and can no longer be stopped."),
    "too_late": gettext_noop("An order can be stopped until the day before its activation date."),
    "no_connection": gettext_noop("The carrier’s ordering system could not be reached: %(error)s"),
    "no_answer": gettext_noop("The carrier’s ordering system did not answer in time: %(error)s"),
    "busy": gettext_noop("The carrier’s ordering system is busy or out of order (HTTP %(error)s)."),
    "strange_answer": gettext_noop("The carrier’s answer cannot be understood: %(error)s"),
    "keeps_us_out": gettext_noop(
        "The carrier’s ordering system does not let the portal in (HTTP %(error)s). Please check CARRIER_TOKEN."
    ),
    "wrong_address": gettext_noop(
        "The carrier’s ordering system does not know this address (HTTP %(error)s). Please check CARRIER_URL."
    ),
    "accepted_but_lost": gettext_noop("The carrier accepted this order and does not find it now."),
    "seal_broken": gettext_noop("The passwords of this order can no longer be opened."),
    "given_up": gettext_noop("The carrier’s ordering system could not be reached for days."),
    "own_fault": gettext_noop("A fault in the portal: %(error)s. The log says more."),
}


def sentence(name: str, *, error: object = "") -> str:
    """One of the sentences; `error` is what a machine said."""
    with translation.override(settings.LANGUAGE_CODE):
        return _(SENTENCES[name]) % {"error": error}
