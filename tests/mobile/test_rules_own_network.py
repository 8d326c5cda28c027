"""D2: the free fixed-to-mobile option works only beside a line; the flat from the mobile always does."""

from collections.abc import Collection

import pytest
from django.utils.translation import override

from contracts.catalogue.items import Family
from mobile.rules.own_network import fixed_to_mobile_meaning, mobile_to_fixed_meaning, works
from tests.mobile.test_rules_data_packages import option, plan

F = Family


@pytest.mark.parametrize(
    ("owned", "expected"),
    [
        ([], False),
        ([F.MOBILE], False),
        ([F.MOBILE, F.TV, F.MAIL, F.DOMAIN], False),
        ([F.MOBILE, F.INTERNET], True),
        ([F.TELEPHONY], True),
        ([F.INTERNET, F.TELEPHONY], True),
    ],
)
def test_d2_fixed_to_mobile_works_beside_a_line_only(owned: Collection[Family], expected: bool):
    free = option("mobil-festnetz-zu-mobil")
    assert free.price.is_free
    assert works(free, owned) is expected
    assert works(option("mobil-sms-50"), owned)
    with override("en"):
        meaning = fixed_to_mobile_meaning(free, owned)
    assert meaning.startswith("It works" if expected else "It has no effect at present")
    assert fixed_to_mobile_meaning(option("mobil-sms-50"), owned) == ""


def test_d2_the_flat_from_the_mobile_asks_for_nothing():
    with override("en"):
        for code in ("mobil-community-24", "mobil-smart-lte-flex", "mobil-allnet-5-12"):
            assert "cost nothing more, at any hour" in mobile_to_fixed_meaning(plan(code))
        assert mobile_to_fixed_meaning(plan("mobil-surfsim-1-24")) == ""
