"""The one question of the page."""

from django import forms
from django.utils.translation import gettext_lazy as _


class NoticesForm(forms.Form):
    """A tick means: tell me."""

    usage_notices = forms.BooleanField(
        label=_("Send me an e-mail at 80 % and at 100 % of an allowance"),
        required=False,
        help_text=_("One mail each per billing month. Unlimited allowances are not counted."),
    )
