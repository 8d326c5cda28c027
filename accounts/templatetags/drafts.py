"""`{% load drafts %}{% draft_notice %}`: says that a form was filled in with what had been typed before."""

from typing import Any

from django import template

register = template.Library()


@register.inclusion_tag("accounts/draft_notice.html", takes_context=True)
def draft_notice(context: template.Context) -> dict[str, Any]:
    """Nothing unless `accounts.drafts.draft_values` found something for this page."""
    request = context.get("request")
    return {
        "draft": getattr(request, "draft", None),
        "csrf_token": context.get("csrf_token"),
        "request": request,
    }
