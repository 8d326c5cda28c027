"""D6: barrier groups hold others, setting is free, lifting says what becomes possible and what it costs."""

from decimal import Decimal

import pytest
from django.utils.translation import override

from contracts.catalogue.items import BarrierGroup, Family
from mobile.rules.barriers import barred_by, effective, lifting_notes, lifting_price, setting_price
from tests.mobile.test_rules_data_packages import catalogue

P = "mobil-barrier-"


def group(name: str) -> BarrierGroup:
    return catalogue().barriers[P + name]


def barred(*names: str) -> set[str]:
    return {c.removeprefix(P) for c in effective([P + name for name in names], catalogue().barriers)}


def test_d6_all_outgoing_holds_what_it_says():
    assert barred("outgoing") == {
        "outgoing", "premium", "0900", "0137", "0180", "118", "abroad", "premium-sms"
    }  # fmt: skip
    assert barred("premium") == {"premium", "0900", "0137", "0180", "118"}
    assert barred("roaming-data", "0900") == {"roaming-data", "0900"}
    assert barred() == set()
    assert effective(["gone"], catalogue().barriers) == {"gone"}


def test_d6_setting_is_free_and_lifting_costs_what_the_price_list_says():
    groups = [g for g in catalogue().barriers.values() if g.family is Family.MOBILE]
    assert len(groups) == 11
    assert setting_price(groups) == Decimal("0.00")
    assert lifting_price([group("0900"), group("abroad")]) == Decimal("9.90")
    assert lifting_price([group("roaming-data"), group("third-party")]) == Decimal("0.00")


@pytest.mark.parametrize("language", ["de", "en"])
def test_d6_lifting_roaming_data_names_mms_abroad_and_its_costs(language: str):
    with override(language):
        (note,) = lifting_notes([group("roaming-data")], [], catalogue().barriers)
    for word in {"de": ("MMS im Ausland", "zusätzliche Kosten"), "en": ("MMS", "abroad", "costs extra")}[
        language
    ]:
        assert word in note


def test_d6_what_another_group_bars_stays_barred():
    with override("en"):
        notes = lifting_notes([group("0900")], [P + "outgoing", P + "roaming-data"], catalogue().barriers)
    assert notes == ["“0900 numbers” stays barred, because it belongs to “All outgoing connections”."]
    others = barred_by(P + "0900", [P + "0900", P + "premium", P + "outgoing"], catalogue().barriers)
    assert [other.code for other in others] == [P + "premium", P + "outgoing"]
