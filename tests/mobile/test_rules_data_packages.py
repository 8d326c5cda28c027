"""D1, D2: what the plans hold; one data package per SIM card; what data-only cards are not offered."""

from dataclasses import replace
from decimal import Decimal
from functools import cache
from typing import Any

import pytest
from django.utils.translation import override

from contracts.catalogue.items import Catalogue, Family, Offering, Option
from contracts.catalogue.reading import read_catalogue
from mobile.rules.barriers import defaults
from mobile.rules.data_packages import (
    calls_fault,
    data_package_fault,
    data_packages_of,
    has_calls,
    suits,
    volume_warning,
)
from tests.contracts.catalogue_data import demo_content


@cache
def catalogue() -> Catalogue:
    return read_catalogue(demo_content())


def plan(code: str) -> Offering:
    return catalogue().offerings[code]


def option(code: str) -> Option:
    return catalogue().options[code]


@pytest.fixture(autouse=True)
def _english():
    with override("en"):
        yield


@pytest.mark.parametrize(
    ("code", "minutes", "sms", "package"),
    [
        ("mobil-community-24", 0, 0, None),
        ("mobil-smart-lte-24", 150, 150, (600, "21.1", "11.2", 32)),
        ("mobil-allnet-1-24", 0, 0, (1000, "21.1", "11.2", 32)),
        ("mobil-allnet-2-24", 0, 0, (2000, "50.0", "32.0", 32)),
        ("mobil-allnet-3-24", 0, 0, (3000, "50.0", "32.0", 32)),
        ("mobil-allnet-5-24", 0, 0, (5000, "50.0", "32.0", 32)),
        ("mobil-surfsim-1-24", 0, 0, (1000, "21.1", "11.2", 32)),
        ("mobil-surfsim-3-24", 0, 0, (3000, "21.1", "11.2", 32)),
    ],
)
def test_d1_every_plan_has_the_figures_of_its_description(
    code: str, minutes: int, sms: int, package: tuple[int, str, str, int] | None
):
    for sold in (code, code.replace("-24", "-flex")):
        offering = plan(sold)
        assert offering.family is Family.MOBILE
        assert (offering.number("minutes"), offering.number("sms")) == (minutes, sms)
        assert [figures(found) for found in data_packages_of(offering, [])] == ([package] if package else [])
        is_flat = code.startswith("mobil-allnet")
        assert offering.characteristics.get("flat_voice", False) is is_flat
        assert offering.characteristics.get("flat_sms", False) is is_flat
        assert has_calls(offering) is not code.startswith("mobil-surfsim")


@pytest.mark.parametrize(
    ("code", "facts"),
    [
        ("mobil-minuten-50", {"minutes": 50}),
        ("mobil-minuten-100", {"minutes": 100}),
        ("mobil-sms-50", {"sms": 50}),
        ("mobil-sms-100", {"sms": 100}),
        (
            "mobil-data-300",
            {
                "data_mb": 300,
                "downstream_max_mbit": Decimal("7.2"),
                "upstream_max_mbit": 6,
                "throttle_kbit": 64,
            },
        ),
    ],
)
def test_d1_every_option_has_the_figures_of_its_description(code: str, facts: dict[str, Any]):
    found = option(code)
    assert dict(found.characteristics) == facts
    assert (found.term.notice_after.amount, found.term.notice_after.to_month_end) == (3, True)
    assert found.price.monthly > 0


def test_d2_a_plan_without_data_takes_one_package_and_no_second():
    community, data = plan("mobil-community-24"), option("mobil-data-300")
    assert data_package_fault(community, [], data) == ""
    another = replace(data, code="data-900", group="")
    assert data_package_fault(community, [data], another) == (
        "You have “Mobil Data 300 MB” already. A SIM card has one data package at most."
    )
    assert data_package_fault(community, [data], replace(another, group=data.group)) == ""  # takes its place
    assert [p.code for p in data_packages_of(community, [data])] == ["mobil-data-300"]


@pytest.mark.parametrize("code", ["mobil-smart-lte-24", "mobil-allnet-5-flex", "mobil-surfsim-3-24"])
def test_d2_the_package_of_a_plan_counts_except_where_the_catalogue_says_otherwise(code: str):
    offering, data = plan(code), option("mobil-data-300")
    assert data_package_fault(offering, [], data) == (
        "Your plan includes a data package already. A SIM card has one data package at most."
    )
    generous = replace(offering, characteristics={**offering.characteristics, "extra_data_package": True})
    assert data_package_fault(generous, [], data) == ""
    assert [p.counts for p in data_packages_of(generous, [data])] == [False, True]
    assert data_package_fault(generous, [data], replace(data, code="b", group="")) != ""
    beside = replace(data, counts_as_data_package=False)
    assert data_package_fault(offering, [], beside) == ""


def test_d2_what_is_no_data_package_is_never_refused_as_one():
    assert data_package_fault(plan("mobil-smart-lte-24"), [], option("mobil-sms-50")) == ""


def test_d2_a_plan_without_data_package_warns_of_volume_charges():
    community, data = plan("mobil-community-flex"), option("mobil-data-300")
    assert "charged by volume" in volume_warning(community, [])
    assert "charged by volume" in volume_warning(community, [option("mobil-sms-50")])
    assert volume_warning(community, [data]) == ""
    assert volume_warning(plan("mobil-smart-lte-24"), []) == ""


def test_d2_a_data_only_card_gets_no_voice_and_sms_option_forwarding_or_mailbox():
    surf, voice = plan("mobil-surfsim-1-24"), plan("mobil-community-24")
    mobile = [o for o in catalogue().options.values() if o.family is Family.MOBILE]
    assert [o.code for o in mobile if suits(surf, o)] == ["mobil-data-300"]
    assert all(suits(voice, o) for o in mobile)
    assert (
        calls_fault(surf)
        == "This SIM card is for data only. It has no calls, and so no forwarding and no mailbox."
    )
    assert calls_fault(voice) == ""
    assert calls_fault(None) == ""  # the catalogue does not know the plan (any more)


def test_d2_the_catalogue_offers_data_only_cards_nothing_that_does_not_suit_them():
    for offering in catalogue().offerings.values():
        if offering.family is Family.MOBILE:
            assert all(suits(offering, option(code)) for code in offering.options), offering.code


def test_d6_roaming_data_is_barred_from_the_start_with_every_plan():
    for offering in catalogue().offerings.values():
        if offering.family is Family.MOBILE:
            groups = defaults(offering, catalogue().barriers)
            assert [group.code for group in groups] == ["mobil-barrier-roaming-data"], offering.code


def figures(package: Any) -> tuple[int, str, str, int]:
    return (
        package.megabytes,
        f"{package.downstream_mbit:.1f}",
        f"{package.upstream_mbit:.1f}",
        package.throttle_kbit,
    )
