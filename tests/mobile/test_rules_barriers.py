"""D6: which numbers a barrier group of a mobile contract holds, by the operator's own catalogue."""

import pytest

from contracts.kinds.barrier_rules import contained_in
from tests.mobile.test_rules_data_packages import catalogue

P = "mobil-barrier-"
PREMIUM = {"0900", "0137", "0180", "118"}


@pytest.mark.parametrize(
    ("group", "held"),
    [
        ("outgoing", {"premium", "abroad", "premium-sms", *PREMIUM}),
        ("premium", PREMIUM),
        ("roaming-data", set()),
    ],
)
def test_d6_a_group_holds_what_its_name_says(group: str, held: set[str]):
    inner = contained_in(catalogue(), catalogue().barriers[P + group])
    assert {one.code.removeprefix(P) for one in inner} == held
