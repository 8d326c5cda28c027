"""Where cards and codes for a number that is in use may go: to addresses that we know, never to a typed one (D3).

Whoever gets hold of somebody's login could otherwise have a second card for that number sent home.
"""

from django import forms
from django.db.models import prefetch_related_objects
from django.utils.translation import gettext_lazy as _

from contracts.orders.situation import Situation

UNKNOWN_ADDRESS = _("We do not know this address. Please choose another one.")


class KnownAddressField(forms.ChoiceField):
    """One of the customer's addresses, the contract's preselected."""

    def __init__(self, situation: Situation) -> None:
        addresses = addresses_of(situation)
        super().__init__(
            label=_("Where shall we send the new card?"),
            choices=[(text, text) for text in addresses],
            initial=addresses[0] if addresses else None,
            widget=forms.RadioSelect,
            help_text=_("For your safety we send cards only to addresses that we know."),
            error_messages={"required": _("Please choose an address."), "invalid_choice": UNKNOWN_ADDRESS},
        )


def addresses_of(situation: Situation) -> list[str]:
    """The customer's addresses in one line each, the contract's first."""
    prefetch_related_objects([situation.customer], "addresses")
    known = sorted(situation.customer.addresses.all(), key=lambda address: address.role != "contract")
    return list(dict.fromkeys(str(address) for address in known if address.street and address.town))
