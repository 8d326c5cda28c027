"""The filter of the documents page; it stands in the address and never refuses, nonsense is no filter."""

from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from portal.documents.kinds import DocumentKind
from portal.shell.tables import ActiveFilter


class DocumentFilter(forms.Form):
    """Which kind of paper."""

    art = forms.ChoiceField(label=_("Kind"), required=False)

    def __init__(self, data: Any, *, kinds: list[DocumentKind]) -> None:
        super().__init__(data)
        self.kinds = {kind.key: kind for kind in kinds}
        field = self.fields["art"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        field.choices = [("", _("all documents")), *((kind.key, kind.title) for kind in kinds)]

    @cached_property
    def kind(self) -> DocumentKind | None:
        """The kind that was asked for, as far as there is one."""
        self.is_valid()
        return self.kinds.get(self.cleaned_data.get("art", ""))

    def chips(self) -> list[ActiveFilter]:
        return [ActiveFilter(_("Kind"), self.kind.title, ("art",))] if self.kind else []
