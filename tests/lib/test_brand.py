"""The operator's brand and its contrast."""

from dataclasses import replace
from pathlib import Path

import pytest
from django.utils import translation

import portal.shell
from portal.lib.brand import Colours, PhoneLine, colour_faults, contrast_ratio, load_brand

BRAND_FILE = Path(portal.shell.__file__).parent / "brand.toml"
GOOD = Colours(light="#00677f", dark="#7fd3e8", on_light="#ffffff", on_dark="#00222b")


def faults(**changes):
    return colour_faults(replace(GOOD, **changes), light_ground="#ffffff", dark_ground="#121212")


def test_the_shipped_brand_loads_and_can_be_read():
    brand = load_brand(BRAND_FILE)
    assert brand.name
    assert brand.hotline.number
    assert isinstance(brand.managing_directors, tuple)
    assert colour_faults(brand.colours, light_ground="#ffffff", dark_ground="#121212") == []


@pytest.mark.parametrize(
    ("colour", "ratio"),
    [
        ("#ffcc00", 1.51),
        ("#ff6600", 2.94),
        ("#7ab800", 2.42),
        ("#e20074", 4.68),
        ("#000000", 21),
        ("#ffffff", 1),
    ],
)
def test_contrast_on_white(colour, ratio):
    assert round(contrast_ratio(colour, "#ffffff"), 2) == ratio
    assert contrast_ratio("#ffffff", colour) == contrast_ratio(colour, "#ffffff")


def test_good_colours_have_no_fault():
    assert faults() == []


@pytest.mark.parametrize(
    ("changes", "names"),
    [
        ({"light": "#ffcc00", "on_light": "#000000"}, ["light"]),
        ({"dark": "#222222", "on_dark": "#ffffff"}, ["dark"]),
        ({"on_light": "#00778f"}, ["on_light"]),
        ({"on_dark": "#7fd3e8"}, ["on_dark"]),
    ],
)
def test_each_unreadable_colour_is_named(changes, names):
    found = faults(**changes)
    assert [fault.split()[0] for fault in found] == names
    assert all("needs 4.5" in fault for fault in found)


@pytest.mark.parametrize("value", ["", "red", "#fff", "#00677", "#00677f;}", "00677f", "#00677F\n"])
def test_only_six_digit_colours_are_colours(value):
    assert faults(light=value) == [f"light is {value!r}, not a colour like #00677f"]


@pytest.mark.parametrize("line", ["name", "[hotline]", "email"])
def test_a_brand_without_a_needed_value_does_not_load(tmp_path, line):
    text = BRAND_FILE.read_text(encoding="utf-8")
    kept = [each for each in text.splitlines() if not each.startswith(line)]
    (tmp_path / "brand.toml").write_text("\n".join(kept), encoding="utf-8")
    with pytest.raises((KeyError, TypeError)):
        load_brand(tmp_path / "brand.toml")


def test_the_hotline_speaks_the_language_of_the_reader() -> None:
    hotline = load_brand(BRAND_FILE).hotline
    spoken = []
    for language in ("de", "en"):
        with translation.override(language):
            spoken.append((str(hotline.label), str(hotline.hours)))
    assert spoken == [("Servicecenter", "Mo.–Sa. 8–22 Uhr"), ("Service centre", "Mon–Sat 8:00–22:00")]
    assert PhoneLine.read({"label": "Zentrale", "number": "1"}).label == "Zentrale"
