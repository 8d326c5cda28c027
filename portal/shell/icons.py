"""Icons (Lucide, ISC licence) as inline SVG, read once."""

from functools import cache
from pathlib import Path

from django.utils.safestring import SafeString, mark_safe

FOLDER = Path(__file__).parent / "icons"
ATTRIBUTES = 'class="icon{}" aria-hidden="true" focusable="false" width="20" height="20" '


@cache
def icon_svg(name: str, extra_class: str = "") -> SafeString:
    """The drawing called `name`, hidden from screen readers. FileNotFoundError names one that is not there."""
    if not name.replace("-", "").isalnum():
        raise FileNotFoundError(name)
    svg = (FOLDER / f"{name}.svg").read_text(encoding="utf-8").strip()
    attributes = ATTRIBUTES.format(f" {extra_class}" if extra_class else "")
    return mark_safe(svg.replace("<svg ", f"<svg {attributes}", 1))  # noqa: S308 our own files and class names
