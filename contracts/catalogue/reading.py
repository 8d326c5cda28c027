"""From a file to a `Catalogue` (docs/formats/catalogue.md): everything wrong with its form is told at once."""

import json
import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from .characteristics import read_characteristics
from .items import (
    FREE,
    BarrierGroup,
    Campaign,
    Catalogue,
    Entry,
    Family,
    Notice,
    NoticeUnit,
    Offering,
    Option,
    Price,
    Service,
    Term,
)
from .nodes import CatalogueRefused, Node

FORMAT = "kundencenter-catalogue"
VERSION = 1
CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LONGEST_CODE = 60
FAMILIES: Mapping[str, Family] = {family.value: family for family in Family}
AUDIENCES: Mapping[str, str] = {"private": "private", "business": "business"}
STATUSES: Mapping[str, bool] = {"active": True, "retired": False}
UNITS: Mapping[str, NoticeUnit] = {"day": NoticeUnit.DAYS, "month": NoticeUnit.MONTHS}
CAMPAIGN_KINDS: Mapping[str, str] = {"existing": "existing", "new": "new"}

EntryT = TypeVar("EntryT", bound=Entry)
Reader = Callable[[Node, date], EntryT]


def parse(raw: bytes) -> dict[str, Any]:
    """The JSON of a file. CatalogueRefused when it is none; a field that stands twice in an object is refused."""
    try:
        data = json.loads(raw.decode("utf-8-sig"), object_pairs_hook=_without_doubles)
    except (UnicodeDecodeError, ValueError, RecursionError) as fault:
        raise CatalogueRefused([_("The file is no JSON: %(problem)s") % {"problem": fault}]) from fault
    if not isinstance(data, dict):
        raise CatalogueRefused([_("The file must hold one object.")])
    return data


def read_catalogue(data: Mapping[str, Any]) -> Catalogue:
    """The catalogue of a parsed file. CatalogueRefused with the place of every fault.

    What is well formed and yet wrong (a code that does not exist, a negative price) is for `check.findings`.
    """
    faults: list[str] = []
    root = Node(data, "", faults)
    root.choice("format", {FORMAT: FORMAT})
    if root.value("version") not in (VERSION, None):
        root.fault("version", _("must be %(version)s.") % {"version": VERSION})
    version, valid_from = _heading(root)
    codes: set[str] = set()
    catalogue = Catalogue(
        version=version,
        valid_from=valid_from,
        offerings=_entries(root, "productOffering", _offering, valid_from, codes),
        options=_entries(root, "productOption", _option, valid_from, codes),
        barriers=_entries(root, "barrierGroup", _barrier, valid_from, codes),
        services=_entries(root, "orderService", _service, valid_from, set()),
        campaigns=_entries(root, "referralCampaign", _campaign, valid_from, set()),
    )
    root.close()
    if faults:
        raise CatalogueRefused(faults)
    return catalogue


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _value in pairs]
        double = next(key for key in keys if keys.count(key) > 1)
        raise ValueError(_("the field “%(key)s” stands twice in one object") % {"key": double})
    return found


def _heading(root: Node) -> tuple[str, date]:
    node = root.inner("catalogue", required=True)
    if node is None:
        return "", date.min
    version = node.text("id", most=50)
    node.both("name", required=False)
    valid_from = node.day("validFrom", required=True)
    node.close()
    return version, valid_from or date.min


def _entries(
    root: Node, key: str, read: "Reader[EntryT]", valid_from: date, codes: set[str]
) -> dict[str, EntryT]:
    """The entries of one list by their codes; `codes` are those that lists before it used up."""
    found: dict[str, EntryT] = {}
    for node in root.inners(key):
        entry = read(node, valid_from)
        if not CODE.fullmatch(entry.code) or len(entry.code) > LONGEST_CODE:
            node.fault("id", _("consists of small letters, digits and single hyphens, at most 60."))
        if entry.code in codes:
            node.fault("id", _("“%(code)s” stands twice.") % {"code": entry.code})
        codes.add(entry.code)
        found[entry.code] = entry
    return found


def _common(node: Node, valid_from: date) -> dict[str, Any]:
    """Code, texts and validity; without `validFor` an entry is valid as long as the catalogue is."""
    common: dict[str, Any] = {
        "code": node.text("id", most=LONGEST_CODE),
        "name": node.both("name"),
        "description": node.both("description", required=False),
        "valid_from": valid_from,
        "valid_to": None,
    }
    validity = node.inner("validFor")
    if validity is not None:
        common["valid_from"] = validity.day("startDateTime") or valid_from
        common["valid_to"] = validity.day("endDateTime")
        validity.close()
    return common


def _offering(node: Node, valid_from: date) -> Offering:
    prices = _prices(node)
    related = _related(node, ("option", "barrier", "changesTo"))
    return Offering(
        **_common(node, valid_from),
        family=node.choice("category", FAMILIES),
        price=prices[""],
        additional_price=prices["additional"],
        term=_term(node),
        audiences=node.choices("marketSegment", AUDIENCES) or tuple(AUDIENCES),
        characteristics=read_characteristics(node),
        options=related["option"],
        barriers=related["barrier"],
        changes_to=related["changesTo"],
        line=node.text("line", required=False, most=LONGEST_CODE),
        rank=node.whole("rank", default=0),
        orderable=node.choice("lifecycleStatus", STATUSES, default=True),
    )


def _option(node: Node, valid_from: date) -> Option:
    related = _related(node, ("requires", "excludes"))
    return Option(
        **_common(node, valid_from),
        family=node.choice("category", FAMILIES),
        price=_prices(node)[""],
        term=_term(node),
        group=node.text("exclusiveGroup", required=False, most=LONGEST_CODE),
        requires=related["requires"],
        excludes=related["excludes"],
        minimum_downstream_mbit=node.whole("minimumDownstreamMbit", default=0),
        requires_family=node.choices("requiresCategory", FAMILIES),
        counts_as_data_package=node.flag("countsAsDataPackage"),
        characteristics=read_characteristics(node),
    )


def _barrier(node: Node, valid_from: date) -> BarrierGroup:
    allows = node.both("liftingAllows", required=False)
    return BarrierGroup(
        **_common(node, valid_from),
        family=node.choice("category", FAMILIES),
        set_price=node.money("setPrice", required=False),
        lift_price=node.money("liftPrice", required=False),
        number_range=node.flag("numberRange", default=True),
        third_party_billing=node.flag("thirdPartyBilling"),
        on_by_default=node.flag("onByDefault"),
        blocks=_related(node, ("contains",))["contains"],
        lifting_allows=allows if allows.de or allows.en else None,
    )


def _service(node: Node, valid_from: date) -> Service:
    monthly = node.inner("monthlyFees")
    fees: dict[str, Decimal] = {}
    if monthly is not None:
        fees = {answer: monthly.money(answer) for answer in monthly.fields}
    return Service(
        **_common(node, valid_from),
        lead_time_days=node.whole("leadTimeDays"),
        fee=node.money("fee", required=False),
        monthly_fees=fees,
    )


def _campaign(node: Node, valid_from: date) -> Campaign:
    return Campaign(
        **_common(node, valid_from),
        kind=node.choice("audience", CAMPAIGN_KINDS),
        reward=node.money("reward"),
        valid_for_days=node.whole("validForDays"),
        minimum_term_months=node.whole("minimumTermMonths", default=0),
        families=tuple(family.value for family in node.choices("category", FAMILIES)),
        new_customer_within_days=node.whole("newCustomerWithinDays", default=0),
    )


def _prices(node: Node) -> dict[str, Price]:
    """`productOfferingPrice`: of the product itself, and of each piece beyond those included ("additional")."""
    amounts: dict[tuple[str, str], Decimal] = {}
    for price in node.inners("productOfferingPrice"):
        what = price.choice("appliesTo", {"product": "", "additional": "additional"}, default="")
        when = price.choice("priceType", {"recurring": "monthly", "oneTime": "one_off"})
        if when == "monthly":
            price.choice("recurringChargePeriodType", {"month": "month"}, default="month")
        if (what, when) in amounts:
            price.fault("priceType", _("“%(name)s” stands twice.") % {"name": price.fields.get("priceType")})
        amounts[what, when] = price.money("price")
    return {
        what: Price(amounts.get((what, "monthly"), FREE), amounts.get((what, "one_off"), FREE))
        for what in ("", "additional")
    }


def _term(node: Node) -> Term:
    """`productOfferingTerm`; without it one month's notice to any day."""
    term = node.inner("productOfferingTerm")
    if term is None:
        return Term()
    found = Term(
        minimum_months=_months(term, "minimum"),
        notice=_notice(term, "notice"),
        notice_after=_notice(term, "noticeAfterwards"),
        prolongation_months=_months(term, "prolongation"),
    )
    term.close()
    return found


def _months(term: Node, key: str) -> int:
    node = term.inner(key)
    if node is None:
        return 0
    amount = node.whole("amount")
    node.choice("units", {"month": "month"})
    node.close()
    return amount


def _notice(term: Node, key: str) -> Notice:
    node = term.inner(key)
    if node is None:
        return Term().notice
    found = Notice(node.whole("amount"), node.choice("units", UNITS), node.flag("toMonthEnd"))
    node.close()
    return found


def _related(node: Node, kinds: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """`productOfferingRelationship`: the codes that each kind of relation names, in the order of the file."""
    found: dict[str, list[str]] = {kind: [] for kind in kinds}
    for relation in node.inners("productOfferingRelationship"):
        codes = found[relation.choice("relationshipType", {kind: kind for kind in kinds})]
        code = relation.text("id", most=LONGEST_CODE)
        if code in codes:
            relation.fault("id", _("“%(code)s” stands twice.") % {"code": code})
        codes.append(code)
    return {kind: tuple(code for code in codes if code) for kind, codes in found.items()}
