"""The filter of a call list: what the address asks for, as conditions, chips and messages (F2)."""

import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Func, Q, TextField, Value
from django.db.models.functions import Concat, Upper
from django.forms.boundfield import BoundField
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from billing.call_kinds import CallKind
from billing.models.calls import CallRecordQuerySet
from portal.shell.formats import day_text, decimal_text, duration_text
from portal.shell.tables import ActiveFilter

from .summary import Group, Summary

FURTHER = ("art", "von", "bis", "dauer", "betrag")  # behind a disclosure until one of them is used
MOST_WORDS = 8
LONGEST_TEXT = 100
SEPARATORS = re.compile(r"[\s/().-]")
LOOKS_LIKE_A_NUMBER = re.compile(r"\+?[0-9\s/().-]*[0-9][0-9\s/().-]*")
ABROAD = re.compile(r"^(?:\+|00)49")
DURATION = re.compile(r"(?:(\d{1,4}):)?(\d{1,5})(?::([0-5]\d))")
MINUTES = re.compile(r"\d{1,6}")
AMOUNT = re.compile(r"-?\d{1,9}(?:[.,]\d{1,4})?")


class DurationField(forms.CharField):
    """Whole minutes, or minutes and seconds, or hours, minutes and seconds; cleans to seconds."""

    def clean(self, value: Any) -> int | None:
        text = super().clean(value)
        if not text:
            return None
        if MINUTES.fullmatch(text):
            return int(text) * 60
        match = DURATION.fullmatch(text)
        if not match:
            raise ValidationError(
                _("“%(value)s” is no duration. Enter minutes as in 5 or 1:30.") % {"value": text}
            )
        hours, minutes, seconds = (int(part or 0) for part in match.groups())
        return hours * 3600 + minutes * 60 + seconds


class AmountField(forms.CharField):
    """An amount with a comma or a point; cleans to Decimal."""

    def clean(self, value: Any) -> Decimal | None:
        text = super().clean(value)
        if not text:
            return None
        if not AMOUNT.fullmatch(text):
            raise ValidationError(_("“%(value)s” is no amount. Enter it as in 0,50.") % {"value": text})
        return Decimal(text.replace(",", "."))


class CallFilter(forms.Form):
    """Filter of one invoice's calls. Values that cannot be are named, and the others hold."""

    suche = forms.CharField(
        label=gettext_lazy("Search"),
        help_text=gettext_lazy("In numbers, zones, time bands and units"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    ziel = forms.CharField(
        label=pgettext_lazy("call records", "Destination contains"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    rufnummer = forms.ChoiceField(label=gettext_lazy("Your number"), required=False)
    zone = forms.ChoiceField(label=gettext_lazy("Tariff zone"), required=False)
    art = forms.ChoiceField(label=gettext_lazy("Kind of connection"), required=False)
    von = forms.DateField(label=gettext_lazy("From (date)"), required=False)
    bis = forms.DateField(label=gettext_lazy("To (date)"), required=False)
    dauer = DurationField(
        label=gettext_lazy("Minimum duration"),
        help_text=gettext_lazy("Minutes, as in 5 or 1:30"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    betrag = AmountField(
        label=gettext_lazy("Minimum net amount"),
        help_text=gettext_lazy("As in 0,50"),
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )

    def __init__(self, data: Any, *, summary: Summary) -> None:
        super().__init__(data)
        kinds = [(kind, kind_label(kind)) for kind in summary.kinds]
        self._offer("rufnummer", _("all numbers"), _names(summary.own_numbers))
        self._offer("zone", _("all zones"), _names(summary.zones))
        self._offer("art", _("all kinds of connection"), sorted(kinds, key=lambda kind: kind[1]))
        for name in ("von", "bis"):
            field = self.fields[name]
            assert isinstance(field, forms.DateField)  # noqa: S101
            field.input_formats = ["%Y-%m-%d", "%d.%m.%Y"]
            field.widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
            field.error_messages["invalid"] = _("“%(value)s” is no date.") % {"value": self._raw(name)}

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        first, last = values.get("von"), values.get("bis")
        if first and last and last < first:
            self.add_error("bis", _("The end of the period lies before its start."))
        return values

    @cached_property
    def values(self) -> dict[str, Any]:
        """What holds: every value that was given and can be."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}

    @property
    def shows_more(self) -> bool:
        """Whether the further fields stand open: one of them is set, or wrong."""
        return any(name in self.values or name in self.errors for name in FURTHER)

    @property
    def main_fields(self) -> list[BoundField]:
        return [self[name] for name in self.fields if name not in FURTHER]

    @property
    def further_fields(self) -> list[BoundField]:
        return [self[name] for name in FURTHER]

    def applied_to(self, calls: CallRecordQuerySet) -> CallRecordQuerySet:
        for name, value in self.values.items():
            calls = CONDITIONS[name](calls, value)
        return calls

    def chips(self) -> list[ActiveFilter]:
        return [
            ActiveFilter(str(self.fields[name].label), TEXTS.get(name, str)(value), (name,))
            for name, value in self.values.items()
        ]

    def _offer(self, name: str, everything: str, choices: Sequence[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        field.choices = [("", everything), *choices]
        field.error_messages["invalid_choice"] = _("“%(value)s” does not occur on this invoice.")

    def _raw(self, name: str) -> str:
        return str(self.data.get(name, ""))[:LONGEST_TEXT]


def _names(groups: Sequence[Group]) -> list[tuple[str, str]]:
    return [(group.name, group.name) for group in groups if group.name]


def kind_label(kind: str) -> str:
    """The kind in words; one that we do not know stays as it is."""
    return str(CallKind(kind).label) if kind in CallKind.values else kind


def number_variants(text: str) -> list[str]:
    """How a typed number may be stored: as typed, without blanks, with 0 instead of +49 or 0049."""
    digits = SEPARATORS.sub("", text)
    return list(dict.fromkeys([text, digits, ABROAD.sub("0", digits)]))


def _by_destination(calls: CallRecordQuerySet, text: str) -> CallRecordQuerySet:
    if not LOOKS_LIKE_A_NUMBER.fullmatch(text):
        return calls.filter(destination__icontains=text)
    wanted = Q()
    for variant in number_variants(text):
        wanted |= Q(destination__contains=variant)
    return calls.filter(wanted)


def _by_words(calls: CallRecordQuerySet, text: str) -> CallRecordQuerySet:
    """Every word has to occur somewhere in the texts of the call."""
    columns = ("own_number", "destination", "zone", "time_band", "unit")
    parts = [part for column in columns for part in (column, Value(" "))]
    calls = calls.alias(texts=Upper(Concat(*parts[:-1], output_field=TextField())))
    for word in text.split()[:MOST_WORDS]:
        calls = calls.filter(texts__contains=Func(Value(word), function="upper"))
    return calls


CONDITIONS: dict[str, Callable[[CallRecordQuerySet, Any], CallRecordQuerySet]] = {
    "suche": _by_words,
    "ziel": _by_destination,
    "rufnummer": lambda calls, value: calls.filter(own_number=value),
    "zone": lambda calls, value: calls.filter(zone=value),
    "art": lambda calls, value: calls.filter(kind=value),
    "von": lambda calls, value: calls.filter(called_on__gte=value),
    "bis": lambda calls, value: calls.filter(called_on__lte=value),
    "dauer": lambda calls, value: calls.filter(duration__gte=value),
    "betrag": lambda calls, value: calls.filter(net__gte=value),
}
TEXTS: dict[str, Callable[[Any], str]] = {
    "art": kind_label,
    "von": day_text,
    "bis": day_text,
    "dauer": duration_text,
    "betrag": decimal_text,
}
