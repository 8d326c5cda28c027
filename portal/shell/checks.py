"""What must be right before the portal starts: brand colours, registries, addresses of the navigation."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.urls import NoReverseMatch, reverse

from portal.lib.brand import Colours, colour_faults

from .navigation import REGISTRIES, navigation

# The least favourable grounds that brand-coloured text stands on: `--sunken` in portal/shell/css/10-tokens.css.
LIGHT_GROUND = "#e4ecee"
DARK_GROUND = "#213036"


@register(Tags.compatibility)
def brand_colours(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    return colour_errors(settings.BRAND.colours)


def colour_errors(colours: Colours) -> list[CheckMessage]:
    """shell.E001 for each brand colour under contrast 4.5:1."""
    faults = colour_faults(colours, light_ground=LIGHT_GROUND, dark_ground=DARK_GROUND)
    return [
        Error(f"Brand colour {fault}.", hint="Change [colours] in the BRAND_FILE.", id="shell.E001")
        for fault in faults
    ]


@register(Tags.compatibility)
def registries_without_duplicates(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    return [
        Error(f"{key!r} was added twice to the shell's {registry.name}.", id="shell.E002")
        for registry in REGISTRIES
        for key in registry.duplicates()
    ]


@register(Tags.urls)
def navigation_resolves(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    errors: list[CheckMessage] = []
    for item in navigation:
        try:
            reverse(item.url_name)
        except NoReverseMatch:
            errors.append(
                Error(f"Navigation names {item.url_name!r}, which no address has.", id="shell.E003")
            )
    return errors
