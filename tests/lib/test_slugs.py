"""Slugs of invoices."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.lib.slugs import SLUG_LENGTH, invoice_slug


@pytest.mark.parametrize(
    ("number", "readable"),
    [
        ("RE 2026/0815", "re-2026-0815"),
        ("471102", "471102"),
        ("Größe/Übermaß №5", "groesse-uebermass-no5"),
        ("  --A__B--  ", "a-b"),
        ("../../etc/passwd", "etc-passwd"),
        ("x" * 200, "x" * 48),
    ],
)
def test_a_slug_reads_like_its_number(number, readable):
    slug = invoice_slug(number, "DE123456789")
    assert re.fullmatch(re.escape(readable) + "-[a-z2-9]{10}", slug)


@pytest.mark.parametrize("number", ["", "///", "発票"])
def test_a_number_without_letters_still_has_a_slug(number):
    assert re.fullmatch("[a-z2-9]{10}", invoice_slug(number, "DE123456789"))


def test_a_slug_stays_the_same_for_ever():
    assert invoice_slug("RE 2026/0815", "DE123456789") == "re-2026-0815-suvg5eezgy"


def test_like_numbers_and_other_sellers_get_other_slugs():
    pairs = [("R/1", "A"), ("R 1", "A"), ("r-1", "A"), ("R/1", "B"), ("1", "AR/"), ("R/1A", "")]
    assert len({invoice_slug(*pair) for pair in pairs}) == len(pairs)


@given(st.text(), st.text())
def test_every_slug_fits_an_address(number, seller):
    slug = invoice_slug(number, seller)
    assert re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", slug)
    assert len(slug) <= SLUG_LENGTH
    assert slug == invoice_slug(number, seller)
