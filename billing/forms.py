"""Filters of the archive; they stand in the address and never refuse, nonsense is no filter."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from billing.models import Invoice
from billing.queries import matching
from billing.wording import title_of


class ArchiveFilter(forms.Form):
    """Search by number, filter by year and by kind; offers only what the archive holds (E6)."""

    nummer = forms.CharField(label=_("Invoice number"), required=False, max_length=200)
    jahr = forms.ChoiceField(label=_("Year"), required=False)
    art = forms.ChoiceField(label=_("Kind"), required=False)

    def __init__(self, data: Any, *, invoices: list[Invoice]) -> None:
        super().__init__(data)
        self.invoices = invoices
        years = sorted({str(invoice.issued_on.year) for invoice in invoices}, reverse=True)
        kinds = sorted({invoice.type_code for invoice in invoices})
        self._offer("jahr", [("", _("all years")), *((year, year) for year in years)])
        self._offer("art", [("", _("all kinds")), *((code, title_of(code)) for code in kinds)])
        self.fields["nummer"].widget.attrs.update(type="search", autocomplete="off")

    @cached_property
    def chosen(self) -> dict[str, str]:
        """What was asked for, as far as it can be."""
        self.is_valid()
        return {name: str(self.cleaned_data.get(name, "")).strip() for name in self.fields}

    @property
    def is_active(self) -> bool:
        return any(self.chosen.values())

    @property
    def query(self) -> str:
        """`?jahr=2026`, for exports of what is shown; empty without a filter."""
        pairs = [(name, value) for name, value in self.chosen.items() if value]
        return f"?{urlencode(pairs)}" if pairs else ""

    def matching(self) -> list[Invoice]:
        return matching(
            self.invoices, number=self.chosen["nummer"], year=self.chosen["jahr"], kind=self.chosen["art"]
        )

    def _offer(self, name: str, choices: list[tuple[Any, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        field.choices = choices
