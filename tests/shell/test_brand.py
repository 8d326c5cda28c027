"""Brand colours: the check, the stylesheet and the tokens they rely on."""

import re
from dataclasses import replace

import pytest
from django.conf import settings
from django.test import Client

from portal.lib.brand import Colours
from portal.shell import checks
from portal.shell.brand_css import brand_css_url
from portal.shell.static_layers import SERVED_AS, LayersFinder, joined_css

GOOD = Colours(light="#00677f", dark="#5fd4e8", on_light="#ffffff", on_dark="#0d1416")


def test_the_configured_brand_is_readable():
    assert checks.brand_colours() == []


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"light": "#ff6600"}, "light"),
        ({"light": "#ffcc00"}, "light"),
        ({"light": "#7ab800"}, "light"),
        ({"dark": "#00677f"}, "dark"),
        ({"on_light": "#333333"}, "on_light"),
        ({"on_dark": "#ffffff"}, "on_dark"),
        ({"light": "teal"}, "light"),
        ({"light": "#00677f;}body{display:none}"}, "light"),
    ],
)
def test_unreadable_brand_colours_are_refused(change, named):
    errors = checks.colour_errors(replace(GOOD, **change))
    assert errors
    assert {error.id for error in errors} == {"shell.E001"}
    assert any(error.msg.startswith(f"Brand colour {named} ") for error in errors)


def test_the_check_measures_the_grounds_of_the_stylesheet():
    tokens = dict(re.findall(r"--([a-z]+): light-dark\((#[0-9a-f]{6}), #[0-9a-f]{6}\)", joined_css()))
    dark = dict(re.findall(r"--([a-z]+): light-dark\(#[0-9a-f]{6}, (#[0-9a-f]{6})\)", joined_css()))
    assert (tokens["sunken"], dark["sunken"]) == (checks.LIGHT_GROUND, checks.DARK_GROUND)


def test_brand_css_is_kept_by_browsers_and_knows_its_version(client: Client):
    first = client.get(brand_css_url())
    assert first.status_code == 200
    assert first["Content-Type"] == "text/css; charset=utf-8"
    assert f"--brand-light:{settings.BRAND.colours.light}" in first.text
    assert first["Cache-Control"] == "public, max-age=31536000, immutable"
    assert client.get("/brand.css")["Cache-Control"] == "public, max-age=3600"
    again = client.get("/brand.css", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_the_stylesheet_is_joined_in_order(tmp_path, settings):
    settings.BASE_DIR = tmp_path
    ((path, storage),) = LayersFinder().list(None)
    assert path == SERVED_AS
    with storage.open(path) as served:
        assert served.read().decode() == joined_css()
    assert LayersFinder().find(SERVED_AS) == str(tmp_path / "var" / "layers" / SERVED_AS)
    assert LayersFinder().find("css/other.css") == []


def test_the_stylesheet_stays_small():
    import gzip

    assert len(gzip.compress(joined_css().encode(), 9)) < 12_000
