"""What mails about invoices tell."""

from django import forms
from django.utils.translation import gettext_lazy as _


class MailAmountForm(forms.Form):
    """With or without the amount."""

    shows_amount = forms.BooleanField(
        label=_("Show the amount in the mail"),
        required=False,
        help_text=_("Without it, the mail says that a new invoice is there, and when it is due."),
    )
