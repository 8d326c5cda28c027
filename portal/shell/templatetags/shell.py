"""`{% load shell %}`: icons and forms."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.forms import BaseForm
from django.forms.boundfield import BoundField
from django.utils.html import format_html
from django.utils.safestring import SafeString

from ..icons import icon_svg

register = template.Library()


@register.simple_tag
def icon(name: str, extra_class: str = "") -> SafeString:
    """`{% icon "house" %}`: an inline drawing that screen readers skip."""
    return icon_svg(name, extra_class)


@dataclass(frozen=True)
class Mistake:
    """One line of an error summary; `target` is the id of the field, empty for errors of the whole form."""

    target: str
    label: str
    text: str


@register.inclusion_tag("shell/error_summary.html")
def error_summary(*forms: BaseForm) -> dict[str, Any]:
    """`{% error_summary form %}` on top of a form: what is wrong, with links to the fields; takes focus."""
    return {"mistakes": [mistake for form in forms if form for mistake in mistakes(form)]}


def mistakes(form: BaseForm) -> list[Mistake]:
    """Every error of a bound form in the order of its fields, those of the whole form first."""
    found = [Mistake("", "", str(text)) for text in form.non_field_errors()]
    for field in form:
        found += [
            Mistake(target_of(field), str(field.label).rstrip(".:?!"), str(text)) for text in field.errors
        ]
    return found


def target_of(field: BoundField) -> str:
    """The id that takes focus: the first choice of a group, else the input itself."""
    auto_id = str(field.auto_id)
    return f"{auto_id}_0" if auto_id and field.use_fieldset else auto_id


@register.inclusion_tag("shell/form_fields.html")
def form_fields(form: BaseForm, *names: str) -> dict[str, Any]:
    """`{% form_fields form %}`: label, hint, input, error of each field; with names only those, in that order."""
    if names:
        return {"fields": [form[name] for name in names], "hidden": []}
    return {"fields": form.visible_fields(), "hidden": form.hidden_fields()}


@register.simple_tag(takes_context=True)
def customer_field(context: template.Context) -> str:
    """Inside a form that changes something: names its customer, so that a form left open in another tab
    after switching numbers is refused instead of changing the wrong customer."""
    access = getattr(context.get("request"), "access", None)
    if access is None or not access.customer_number:
        return ""
    return format_html('<input type="hidden" name="_customer" value="{}">', access.customer_number)
