"""Forms of the customer page in the service centre."""

from django import forms
from django.utils.translation import gettext_lazy as _


class TelephonePasswordForm(forms.Form):
    """What a caller says. Shown while typing, so that staff can compare letters with the caller."""

    spoken = forms.CharField(
        label=_("What the caller says"),
        help_text=_("Capital and small letters count. The right password is never shown."),
        max_length=128,
        strip=False,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"}
        ),
    )


class ServicePasswordForm(forms.Form):
    """Where the new one-time password goes (A7)."""

    PRINT, MAIL = "print", "mail"
    delivery = forms.ChoiceField(
        label=_("How does the customer get it?"),
        choices=[
            (PRINT, _("Show it here once, to print or to read out")),
            (MAIL, _("Send it to the confirmed e-mail address")),
        ],
        initial=PRINT,
        widget=forms.RadioSelect,
    )


class ReasonForm(forms.Form):
    """Why something unusual is done; stands in the audit trail."""

    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
