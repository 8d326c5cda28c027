"""C10: a file's form: what is read, and that each fault is told with its place."""

import json
import re
from collections.abc import Callable
from copy import deepcopy
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.utils.translation import override

from contracts.catalogue.characteristics import KINDS
from contracts.catalogue.items import Family, Notice, NoticeUnit, Price, Term
from contracts.catalogue.nodes import CatalogueRefused
from contracts.catalogue.reading import parse, read_catalogue
from tests.contracts.catalogue_data import demo_content

EXAMPLE = Path(__file__).parents[2] / "docs" / "formats" / "examples" / "catalogue.json"
DOCUMENT = EXAMPLE.parents[1] / "catalogue.md"
LISTS = ["productOffering", "productOption", "barrierGroup", "orderService", "referralCampaign"]
EURO = {"unit": "EUR", "value": "1.00"}


@pytest.fixture(autouse=True)
def _english():
    with override("en"):
        yield


def read_with(change: Callable[[dict[str, Any]], object]) -> list[str]:
    """What is said about the example after `change`."""
    content = deepcopy(parse(EXAMPLE.read_bytes()))
    change(content)
    with pytest.raises(CatalogueRefused) as refused:
        read_catalogue(content)
    return refused.value.reasons


def test_c10_the_example_is_read_completely():
    catalogue = read_catalogue(parse(EXAMPLE.read_bytes()))
    assert (catalogue.version, catalogue.valid_from) == ("example-1", date(2026, 1, 1))
    line = catalogue.offerings["line-50-24"]
    assert (line.name.de, line.family, line.line, line.rank) == ("Leitung 50", Family.INTERNET, "line", 50)
    assert line.price == Price(Decimal("34.90"), Decimal("49.90"))
    assert line.term == Term(24, Notice(1, NoticeUnit.MONTHS), Notice(1, NoticeUnit.MONTHS), 0)
    assert (line.audiences, line.orderable) == (("private",), True)
    assert line.characteristics["downstream_min_mbit"] == Decimal("27.9")
    assert line.number("downstream_max_mbit") == 50
    assert line.options == ("router",)
    old = catalogue.offerings["line-6"]
    assert (old.orderable, old.valid_from, old.valid_to) == (False, date(2009, 1, 1), date(2018, 1, 1))
    assert old.changes_to == ("line-50-24", "line-50-flex")
    phone = catalogue.offerings["phone"]
    assert phone.additional_price == Price(Decimal("0.95"), Decimal("4.95"))
    assert phone.barriers == ("barrier-0900", "barrier-outgoing")
    assert catalogue.options["filter-plus"].requires == ("filter",)
    assert catalogue.options["filter-plus"].minimum_downstream_mbit == 16
    assert catalogue.barriers["barrier-outgoing"].blocks == ("barrier-0900",)
    assert catalogue.barriers["barrier-0900"].lift_price == Decimal("4.95")
    assert catalogue.services["invoice-delivery"].monthly_fees == {
        "post": Decimal("1.50"),
        "online": Decimal("0.00"),
    }
    campaign = catalogue.campaigns["friends-2026"]
    assert (campaign.kind, campaign.reward, campaign.families) == ("new", Decimal("15.00"), ("internet",))
    assert campaign.new_customer_within_days == 60


def offering(**fields: Any) -> Callable[[dict[str, Any]], object]:
    return lambda content: content["productOffering"][0].update(fields)


def option(**fields: Any) -> Callable[[dict[str, Any]], object]:
    return lambda content: content["productOption"][0].update(fields)


FIRST = "productOffering[0]"


@pytest.mark.parametrize(
    ("change", "reasons"),
    [
        (offering(lifeCycleStatus="active"), [f"{FIRST}.lifeCycleStatus: is no field of the format."]),
        (offering(category="fax"), [f"{FIRST}.category: is “fax”; allowed are {', '.join(Family)}."]),
        (offering(lifecycleStatus="Active"), [f"{FIRST}.lifecycleStatus: is “Active”; allowed are active, retired."]),
        (offering(marketSegment=["vip"]), [f"{FIRST}.marketSegment: names “vip”; allowed are private, business."]),
        (offering(name="Leitung"), [f"{FIRST}.name: must be an object."]),
        (offering(name={"de": "Leitung", "fr": "Ligne"}), [f"{FIRST}.name.fr: is no field of the format."]),
        (offering(rank="50"), [f"{FIRST}.rank: must be a whole number, 0 or more."]),
        (offering(rank=True), [f"{FIRST}.rank: must be a whole number, 0 or more."]),
        (
            offering(id="Leitung 50"),
            [f"{FIRST}.id: consists of small letters, digits and single hyphens, at most 60."],
        ),
        (offering(id="line-6"), ["productOffering[2].id: “line-6” stands twice."]),
        (option(id="phone"), ["productOption[0].id: “phone” stands twice."]),
        (option(id=None), ["productOption[0].id: is missing.",
                           "productOption[0].id: consists of small letters, digits and single hyphens, at most 60."]),
        (
            offering(validFor={"startDateTime": "1.1.2026"}),
            [f"{FIRST}.validFor.startDateTime: is “1.1.2026”, not a date like 2026-11-30."],
        ),
        (
            offering(productOfferingPrice=[{"priceType": "recurring", "price": EURO | {"value": "34,90"}}]),
            [f"{FIRST}.productOfferingPrice[0].price.value: is “34,90”, not an amount like 34.90."],
        ),
        (
            offering(productOfferingPrice=[{"priceType": "recurring", "price": EURO | {"value": "1.005"}}]),
            [f"{FIRST}.productOfferingPrice[0].price.value: is “1.005”, not an amount like 34.90."],
        ),
        (
            offering(productOfferingPrice=[{"priceType": "recurring", "price": EURO | {"value": 34.9}}]),
            [f"{FIRST}.productOfferingPrice[0].price.value: must be a text of at most 20 characters."],
        ),
        (
            offering(productOfferingPrice=[{"priceType": "oneTime", "price": EURO | {"unit": "USD"}}]),
            [f"{FIRST}.productOfferingPrice[0].price.unit: is “USD”; allowed are EUR."],
        ),
        (
            offering(productOfferingPrice=[{"priceType": "oneTime", "price": EURO}] * 2),
            [f"{FIRST}.productOfferingPrice[1].priceType: “oneTime” stands twice."],
        ),
        (
            offering(productOfferingTerm={"minimum": {"amount": 24, "units": "week"}}),
            [f"{FIRST}.productOfferingTerm.minimum.units: is “week”; allowed are month."],
        ),
        (
            offering(productOfferingTerm={"notice": {"amount": 1}}),
            [f"{FIRST}.productOfferingTerm.notice.units: is missing."],
        ),
        (
            offering(prodSpecCharValueUse=[{"name": "downstream_mni_mbit", "value": 5}]),
            [
                f"{FIRST}.prodSpecCharValueUse[0].name: “downstream_mni_mbit” is no characteristic of the format."
            ],
        ),
        (
            offering(prodSpecCharValueUse=[{"name": "fixed_ip", "value": "yes"}]),
            [f"{FIRST}.prodSpecCharValueUse[0].value: must be true or false."],
        ),
        (
            offering(prodSpecCharValueUse=[{"name": "downstream_max_mbit", "value": 21.1}]),
            [
                f"{FIRST}.prodSpecCharValueUse[0].value: must be a whole number, or a decimal number as text."
            ],
        ),
        (
            offering(productOfferingRelationship=[{"relationshipType": "options", "id": "router"}]),
            [
                f"{FIRST}.productOfferingRelationship[0].relationshipType: is “options”;"
                " allowed are option, barrier, changesTo."
            ],
        ),
        (
            offering(productOfferingRelationship=[{"relationshipType": "option", "id": "router"}] * 2),
            [f"{FIRST}.productOfferingRelationship[1].id: “router” stands twice."],
        ),
        (
            option(requiresCategory=["dsl"]),
            [f"productOption[0].requiresCategory: names “dsl”; allowed are {', '.join(Family)}."],
        ),
        (lambda content: content["orderService"][0].pop("leadTimeDays"), ["orderService[0].leadTimeDays: is missing."]),
        (
            lambda content: content["referralCampaign"][0].update(audience="all"),
            ["referralCampaign[0].audience: is “all”; allowed are existing, new."],
        ),
        (lambda content: content.update(productOfferings=[]), ["productOfferings: is no field of the format."]),
        (lambda content: content.update(productOption={}), ["productOption: must be a list."]),
        (lambda content: content.update(version=2), ["version: must be 1."]),
        (lambda content: content.update(format="csv"), ["format: is “csv”; allowed are kundencenter-catalogue."]),
        (lambda content: content.pop("catalogue"), ["catalogue: is missing."]),
        (
            lambda content: content["catalogue"].update(validFrom="soon"),
            ["catalogue.validFrom: is “soon”, not a date like 2026-11-30."],
        ),
    ],
)  # fmt: skip
def test_c10_each_fault_is_told_with_its_place(
    change: Callable[[dict[str, Any]], object], reasons: list[str]
):
    assert read_with(change) == reasons


def test_c10_all_faults_are_told_at_once():
    def change(content: dict[str, Any]) -> None:
        offering(rank=-1)(content)
        content["barrierGroup"][0]["onByDefault"] = "no"

    assert [reason.split(":")[0] for reason in read_with(change)] == [
        "productOffering[0].rank",
        "barrierGroup[0].onByDefault",
    ]


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"\xff\xfe", "The file is no JSON"),
        (b"{", "The file is no JSON"),
        (b"[]", "The file must hold one object."),
        (b'{"a": 1, "a": 2}', "the field “a” stands twice in one object"),
        (b"[" * 100_000, "The file is no JSON"),
    ],
)
def test_c10_what_is_no_json_is_told(raw: bytes, reason: str):
    with pytest.raises(CatalogueRefused, match=reason):
        parse(raw)


def test_c10_the_examples_of_the_document_are_of_the_format():
    """Each block shows the file or one entry of the section's list."""
    content = parse(EXAMPLE.read_bytes())
    seen = []
    for section in DOCUMENT.read_text(encoding="utf-8").split("\n## ")[1:]:
        for block in re.findall(r"```json\n(.*?)```", section, re.DOTALL):
            entry = json.loads(block)
            if "format" in entry:
                read_catalogue(entry)
                continue
            key = section.split("`")[1].removesuffix("`")
            read_catalogue(content | {name: [] for name in LISTS} | {key: [entry]})
            seen.append(key)
    assert seen == LISTS


def test_c10_the_document_names_each_characteristic():
    text = DOCUMENT.read_text(encoding="utf-8")
    assert [name for name in KINDS if f"`{name}`" not in text and not name.startswith("upstream_")] == []


def test_d_mobile_offerings_can_be_read():
    content = demo_content()
    content["productOffering"].append(
        {
            "id": "mobil-s",
            "name": {"de": "Mobil S", "en": "Mobile S"},
            "category": "mobile",
            "prodSpecCharValueUse": [
                {"name": "data_mb", "value": 1024},
                {"name": "downstream_max_mbit", "value": "21.1"},
                {"name": "throttle_kbit", "value": 32},
            ],
        }
    )
    mobile = read_catalogue(content).offerings["mobil-s"]
    assert (mobile.family, mobile.number("data_mb"), mobile.number("downstream_max_mbit")) == (
        Family.MOBILE,
        1024,
        21,
    )
    assert mobile.term == Term()
