"""The operator's brand: names, hotlines, colours and legal texts as data, never literals in templates."""

import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from django.utils.functional import Promise, lazy
from django.utils.translation import get_language

Words: TypeAlias = str | Promise

HEX_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
MINIMUM_CONTRAST = 4.5  # WCAG 2.2, 1.4.3, normal text


@dataclass(frozen=True)
class PhoneLine:
    """A number people can call: from home and, where it differs, from abroad. `label` and `hours` are in the active
    language if the file has them in English, too."""

    label: Words
    number: str
    hours: Words = ""
    from_abroad: str = ""

    @classmethod
    def read(cls, line: dict[str, str]) -> "PhoneLine":
        words = {
            name: _in_both(line.pop(name, ""), line.pop(f"{name}_en", "")) for name in ("label", "hours")
        }
        return cls(**words, **line)


@dataclass(frozen=True)
class Colours:
    """Brand colours as #rrggbb: on light ground, on dark ground, and the text colour on each of them."""

    light: str
    dark: str
    on_light: str
    on_dark: str


@dataclass(frozen=True)
class Brand:
    """Everything that names or colours the operator (requirements.md, introduction)."""

    name: str
    company: str
    portal_name: str
    street: str
    postcode: str
    town: str
    country: str
    email: str
    website: str
    hotline: PhoneLine
    colours: Colours
    night_lines: tuple[PhoneLine, ...] = ()
    shops: tuple[str, ...] = ()
    managing_directors: tuple[str, ...] = ()
    register_court: str = ""
    register_number: str = ""
    vat_id: str = ""
    supervisory_authority: str = ""
    data_protection_contact: str = ""
    creditor_id: str = ""
    texts: dict[str, dict[str, str]] = field(default_factory=dict)


def load_brand(path: Path) -> Brand:
    """Read a brand file (TOML; keys: docs/operations.md). KeyError or TypeError name what is missing."""
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    data["hotline"] = PhoneLine.read(data["hotline"])
    data["colours"] = Colours(**data["colours"])
    data["night_lines"] = tuple(PhoneLine.read(line) for line in data.get("night_lines", ()))
    for key in ("shops", "managing_directors"):
        data[key] = tuple(data.get(key, ()))
    return Brand(**data)


def _in_both(german: str, english: str) -> Words:
    return _spoken(german, english) if english else german


def _choose(german: str, english: str) -> str:
    return english if (get_language() or "").startswith("en") else german


_spoken = lazy(_choose, str)


def relative_luminance(colour: str) -> float:
    """Relative luminance of an sRGB colour `#rrggbb`, 0 (black) to 1 (white), as WCAG 2.2 defines it."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast_ratio(one: str, other: str) -> float:
    """Contrast ratio of two colours `#rrggbb`, 1 to 21."""
    lighter, darker = sorted((relative_luminance(one), relative_luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def colour_faults(colours: Colours, *, light_ground: str, dark_ground: str) -> list[str]:
    """Sentences that name each brand colour which cannot be read; empty when all is well."""
    faults = [
        f"{name} is {value!r}, not a colour like #00677f"
        for name, value in vars(colours).items()
        if not HEX_COLOUR.fullmatch(value)
    ]
    if faults:
        return faults
    pairs = [
        ("light", colours.light, light_ground),
        ("dark", colours.dark, dark_ground),
        ("on_light", colours.on_light, colours.light),
        ("on_dark", colours.on_dark, colours.dark),
    ]
    return [
        f"{name} {one} on {other} has contrast {contrast_ratio(one, other):.2f}, needs {MINIMUM_CONTRAST}"
        for name, one, other in pairs
        if contrast_ratio(one, other) < MINIMUM_CONTRAST
    ]
