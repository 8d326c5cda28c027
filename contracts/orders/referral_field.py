"""The field for a referral code in forms for new contracts; the code goes with the order (G2)."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from .registry import problem_with_referral

LONGEST = 40  # as Order.referral_code


class ReferralCodeField(forms.CharField):
    """Optional; a kind that uses it names the field `referral_code`, where the engine looks for it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            label=_("Referral code"),
            help_text=_("If somebody recommended us to you."),
            max_length=LONGEST,
            required=False,
            widget=forms.TextInput(attrs={"autocomplete": "off"}),
            **options,
        )

    def clean(self, value: Any) -> str:
        code = str(super().clean(value)).upper()
        problem = problem_with_referral(code) if code else None
        if problem:
            raise ValidationError(problem)
        return code
