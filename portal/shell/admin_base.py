"""Base of every page of the service centre: what staff change, and sensitive looks, stand in the audit trail."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db import models, transaction
from django.forms import BaseModelFormSet, ModelForm
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from portal.access.requests import CustomerRequest
from portal.audit.trail import record

if TYPE_CHECKING:
    AnyModelAdmin = admin.ModelAdmin[Any]
else:
    AnyModelAdmin = admin.ModelAdmin


class AuditedModelAdmin(AnyModelAdmin):
    """Writes an AuditEntry in the transaction of each change; `sensitive` pages also tell who looked (K4).

    No bulk actions: each operation is a button of its own that names one object. Foreign keys are typed by
    number (`raw_id_fields`), never picked from a list that shows other customers.
    """

    sensitive = False
    actions = None
    list_per_page = 50
    show_full_result_count = False

    def action_name(self, verb: str) -> str:
        """The dotted action: announcement.changed."""
        return f"{self.model._meta.model_name}.{verb}"

    def customer_id_of(self, subject: models.Model) -> int | None:
        """Whose data `subject` is."""
        return getattr(subject, "customer_id", None)

    def write_trail(self, request: HttpRequest, verb: str, subject: models.Model, **values: Any) -> None:
        """One entry about `subject`, by whoever sent `request`."""
        record(
            self.action_name(verb),
            actor=_staff_request(request).access.actor,
            now=timezone.now(),
            customer_id=self.customer_id_of(subject),
            subject=subject,
            **values,
        )

    def save_model(self, request: HttpRequest, obj: Any, form: ModelForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        old = {name: form.initial.get(name) for name in form.changed_data} if change else {}
        self.write_trail(
            request, "changed" if change else "added", obj, old=_plain(old), new=_new_values(form)
        )

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        values = {field.name: field.value_from_object(obj) for field in obj._meta.concrete_fields}
        self.write_trail(request, "deleted", obj, old=values)
        super().delete_model(request, obj)

    def save_formset(self, request: HttpRequest, form: Any, formset: BaseModelFormSet, change: bool) -> None:
        super().save_formset(request, form, formset, change)
        for obj in formset.new_objects:
            self.write_trail(request, "part_added", obj, new={"part": str(obj)})
        for obj, names in formset.changed_objects:
            new = {name: getattr(obj, name) for name in names}
            self.write_trail(request, "part_changed", obj, new=_plain(new))
        for obj in formset.deleted_objects:
            self.write_trail(request, "part_deleted", obj, old={"part": str(obj)})

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        response = super().change_view(request, object_id, form_url, extra_context)
        if self.sensitive and request.method == "GET" and response.status_code == 200:
            self.note_look(request, object_id)
        return response

    def note_look(self, request: HttpRequest, object_id: str) -> None:
        """Somebody opened the page of an object whose content is not everybody's business."""
        subject = self.get_object(request, object_id)
        if subject is not None:
            with transaction.atomic():
                self.write_trail(request, "viewed", subject)


class ReadOnlyAdmin(AuditedModelAdmin):
    """Shows and changes nothing."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def _staff_request(request: HttpRequest) -> CustomerRequest:
    """The middleware let nobody in without an access."""
    return request  # type: ignore[return-value]


def _new_values(form: ModelForm) -> dict[str, Any]:
    return _plain({name: form.cleaned_data.get(name) for name in form.changed_data})


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    """Rows and lists of rows by their names, so that the trail can be read without the database."""
    return {name: _text(value) for name, value in values.items()}


def _text(value: Any) -> Any:
    if isinstance(value, models.QuerySet | list | tuple | set):
        return [str(item) for item in value]
    return value
