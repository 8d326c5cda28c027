"""Why an order is not taken; every message is a sentence for customers."""

from django.utils.translation import gettext_lazy as _


class OrderRefused(Exception):
    """A rule says no. The message tells the customer why and, where possible, what to do."""


class NotOffered(OrderRefused):
    """The change is not available for this product."""

    def __init__(self, why: str = "") -> None:
        super().__init__(why or _("This change is not available for this product."))


class NotChecked(OrderRefused):
    """The order did not come from the check page, or what was checked is not what would be ordered."""

    def __init__(self) -> None:
        super().__init__(_("Please check your order first. Nothing was ordered."))


class FormOutdated(OrderRefused):
    """An order without check page came from no form of ours; the form that is shown now is a good one."""

    def __init__(self) -> None:
        super().__init__(
            _("This page was out of date. Please press the button once more. Nothing was ordered.")
        )


class SecretsGone(OrderRefused):
    """The passwords of the draft can no longer be opened: the keys of the portal have changed."""

    def __init__(self) -> None:
        super().__init__(_("Please choose “Change” and enter the password again. Nothing was ordered."))


class QuoteChanged(OrderRefused):
    """Price or date are not those the customer saw."""

    def __init__(self) -> None:
        super().__init__(
            _("The price or the date has changed since you checked your order. Please check it again.")
        )


class AlreadyOrdered(OrderRefused):
    """There is an open order for the same thing."""

    def __init__(self, number: str) -> None:
        super().__init__(
            _("You have already ordered this: order %(number)s is still open.") % {"number": number}
        )
        self.number = number


class MoveRefused(Exception):
    """An order does not go from its state to that one."""

    def __init__(self, state: str, to: str) -> None:
        super().__init__(f"{state} → {to}")
        self.state, self.to = state, to
