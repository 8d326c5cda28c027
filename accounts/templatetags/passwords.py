"""`{% load passwords %}`: what a new password must be, beside its field."""

from typing import Any

from django import template
from django.forms.boundfield import BoundField

from accounts.rules.password import SHAPE

register = template.Library()


@register.inclusion_tag("shell/password_rules.html")
def password_rules(field: BoundField) -> dict[str, Any]:
    """`{% password_rules form.new_password %}`: the rule as a list that follows the typing (static/js/password.js)."""
    return {"field_id": field.id_for_label, "shape": SHAPE}
