"""D5, D7, D8, D9: what the database keeps of a mobile contract, and whose it is."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from contracts.models import Product
from mobile.models import (
    MobileNumber,
    NoticeChoice,
    NumberKind,
    ServiceSettings,
    SimCard,
    SimEvent,
    UsageCounter,
    UsageKind,
)
from mobile.secrets import open_pin, open_puk
from portal.lib.sealed import SealBroken
from tests.cast import Person
from tests.mobile.cast import NOW, NUMBER, PIN, PUK, give_mobile


class Whose:
    """The part of an access that querysets look at."""

    def __init__(self, *people: Person) -> None:
        self.customer_ids = tuple(person.customer.pk for person in people)


def refuses(constraint: str) -> Any:
    return pytest.raises(IntegrityError, match=constraint)


def test_d10_everything_is_found_by_its_owner_only(contract: Product, erika: Person, max: Person):
    ServiceSettings.objects.create(product=contract)
    NoticeChoice.objects.create(product=contract, changed_at=NOW)
    counter(contract)
    SimEvent.objects.create(sim=contract.sims.get(), new_state="active", at=NOW, author="x")
    for model in (SimCard, SimEvent, MobileNumber, ServiceSettings, NoticeChoice, UsageCounter):
        assert model.objects.visible_to(Whose(erika)).count() == 1, model
        assert model.objects.visible_to(Whose(erika, max)).count() == 1, model
        assert not model.objects.visible_to(Whose(max)).exists(), model


def test_d5_pin_and_puk_are_sealed_for_their_card(contract: Product):
    sim = contract.sims.get()
    assert PIN not in sim.pin_sealed
    assert PUK not in sim.puk_sealed
    assert open_pin(sim.pin_sealed, iccid=sim.iccid) == PIN
    assert open_puk(sim.puk_sealed, iccid=sim.iccid) == PUK
    for broken in (
        lambda: open_puk(sim.puk_sealed, iccid="another"),
        lambda: open_puk(sim.pin_sealed, iccid=sim.iccid),
        lambda: open_pin(sim.puk_sealed, iccid=sim.iccid),
    ):
        with pytest.raises(SealBroken):
            broken()


def test_d7_a_number_has_one_contract_and_a_contract_one_number(contract: Product, max: Person):
    other = give_mobile(max, mobile_number="+4916012345678")
    with refuses("one_contract_per_mobile_number"), transaction.atomic():
        MobileNumber.objects.filter(product=other).update(number=NUMBER)
    with refuses("one_open_number_per_mobile_contract"), transaction.atomic():
        number(contract, "+4917012345678")
    MobileNumber.objects.filter(product=contract).update(valid_to=date(2026, 12, 1))
    number(contract, "+4917012345678", NumberKind.PORTED, date(2026, 12, 1))
    held = [
        MobileNumber.objects.filter(product=contract).valid_on(day).get().kind
        for day in (date(2026, 11, 30), date(2026, 12, 1))
    ]
    assert held == [NumberKind.ASSIGNED, NumberKind.PORTED]
    MobileNumber.objects.filter(product=other).update(number=NUMBER)  # given back, so it may go to another


@pytest.mark.parametrize("wrong", ["015112345678", "+0151", "+49 151 12345678", ""])
def test_d7_numbers_are_kept_as_e164(contract: Product, wrong: str):
    with refuses("mobile_number_is_e164"):
        MobileNumber.objects.filter(product=contract).update(number=wrong)


def test_d7_a_number_holds_at_least_a_day(contract: Product):
    with refuses("mobile_number_ends_after_it_begins"):
        MobileNumber.objects.filter(product=contract).update(valid_to=date(2021, 3, 1))


def test_d9_without_a_row_the_defaults_hold(contract: Product):
    settings = ServiceSettings.of(contract.pk)
    assert settings.mailbox_on
    assert settings.call_waiting
    assert settings.missed_call_sms
    assert not settings.caller_id_suppressed
    assert not settings.forward_always
    assert (settings.no_answer_seconds, settings.mailbox_pin_set_at) == (20, None)
    assert not ServiceSettings.objects.exists()
    settings.call_waiting, settings.call_waiting_since = False, date(2026, 11, 20)
    settings.save()
    assert not ServiceSettings.of(contract.pk).call_waiting


def test_d9_the_network_knows_certain_seconds_only(contract: Product):
    with refuses("no_answer_seconds_of_the_network"):
        ServiceSettings.objects.create(product=contract, no_answer_seconds=12)


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"used": -1}, "usage_is_not_negative"),
        ({"allowance": -1}, "usage_is_not_negative"),
        ({"period_end": date(2026, 11, 1)}, "usage_period_ends_after_it_begins"),
        ({"kind": UsageKind.SMS, "throttled_from": NOW}, "only_data_is_throttled"),
    ],
)
def test_d8_counters_make_sense(contract: Product, values: dict[str, Any], constraint: str):
    with refuses(constraint):
        counter(contract, **values)


def test_d8_there_is_one_counter_of_a_kind_in_a_period(contract: Product):
    counter(contract)
    counter(contract, kind=UsageKind.SMS)
    with refuses("one_usage_counter_per_period"):
        counter(contract, used=5)


def counter(product: Product, **values: Any) -> UsageCounter:
    defaults = {
        "period_start": date(2026, 11, 1),
        "period_end": date(2026, 12, 1),
        "kind": UsageKind.DATA,
        "used": 300_000_000,
        "allowance": 600_000_000,
        "as_of": NOW,
    }
    return UsageCounter.objects.create(product=product, **defaults | values)


def number(
    product: Product, e164: str, kind: str = NumberKind.ASSIGNED, since: date = date(2026, 11, 1)
) -> MobileNumber:
    return MobileNumber.objects.create(product=product, number=e164, kind=kind, valid_from=since)
