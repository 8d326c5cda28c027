"""The brand's colours as the stylesheet `/brand.css` (no inline styles, requirements L2)."""

import hashlib
from functools import cache

from django.conf import settings
from django.urls import reverse

from portal.lib.brand import Colours


@cache
def brand_css(colours: Colours) -> str:
    return (
        ":root{"
        f"--brand-light:{colours.light};--brand-dark:{colours.dark};"
        f"--on-brand-light:{colours.on_light};--on-brand-dark:{colours.on_dark}"
        "}\n"
    )


@cache
def fingerprint(colours: Colours) -> str:
    return hashlib.sha256(brand_css(colours).encode()).hexdigest()[:12]


def brand_css_url() -> str:
    """The address with a version, so that browsers may keep the answer for a year."""
    return f"{reverse('shell:brand_css')}?v={fingerprint(settings.BRAND.colours)}"


@cache
def favicon_svg(colours: Colours) -> str:
    """The brand's mark for browser tabs; presentation attributes only."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">'
        f'<rect width="32" height="32" rx="9" fill="{colours.light}"/>'
        f'<circle cx="16" cy="16" r="7.5" fill="{colours.on_light}"/></svg>\n'
    )
