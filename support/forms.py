"""The contact form (J2)."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from support.models import ContactMessage, ContactTopic


class ContactForm(forms.ModelForm):
    """`website` is a trap: people do not see it, machines fill it in."""

    website = forms.CharField(
        label=_("Please leave empty"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    class Meta:
        model = ContactMessage
        fields = ["topic", "name", "email", "customer_number", "phone", "message"]
        labels = {
            "topic": _("What is it about?"),
            "name": _("Your name"),
            "email": _("Your e-mail address"),
            "customer_number": _("Customer number"),
            "phone": _("Telephone number"),
            "message": _("Your message"),
        }
        help_texts = {
            "email": _("We answer to this address."),
            "message": _("Please never write a password here."),
        }
        widgets = {
            "name": forms.TextInput(attrs={"autocomplete": "name"}),
            "email": forms.EmailInput(attrs={"autocomplete": "email"}),
            "customer_number": forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
            "phone": forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
            "message": forms.Textarea(attrs={"rows": 8, "maxlength": 5000}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        topic = cast(forms.ChoiceField, self.fields["topic"])
        topic.choices = [("", _("Please choose")), *ContactTopic.choices]

    def clean_name(self) -> str:
        """One line: it stands in the subject of the mail."""
        return " ".join(self.cleaned_data["name"].split())

    def clean_message(self) -> str:
        message: str = self.cleaned_data["message"]
        if len(message) > 5000:
            raise forms.ValidationError(_("Please write at most 5,000 characters."))
        return message

    @property
    def is_trapped(self) -> bool:
        """Did a machine fill it in?"""
        return bool(self.cleaned_data.get("website"))
