"""C8: docs/orders.md tells of every kind, the demo's price list sells every kind, and the named tests exist."""

import re
from pathlib import Path

from contracts.orders.registry import kinds
from tests.contracts.catalogue_data import demo_content

ROOT = Path(__file__).resolve().parent.parent.parent
ROWS = re.findall(
    r"^\| `([a-z-]+)` \|.*\| ([\w/]+) \|$",
    (ROOT / "docs/orders.md").read_text(encoding="utf-8"),
    re.MULTILINE,
)
# Requirement C8, by the words of the row.
PROMISED = {
    "new-line", "bandwidth", "internet-option", "telephony-option", "fixed-barriers", "additional-number",
    "product-change", "additional-address", "mail-plus", "mail-product", "sms-on", "sms-off", "online-storage",
    "software", "dial-in-password", "mailbox-password", "voip-superuser-create", "voip-superuser-password",
    "voip-superuser-remove", "bank-details", "invoice-delivery", "call-records", "directory-entry",
    "mobile-contract", "mobile-plan", "mobile-option", "multicard", "mobile-barriers", "sim-activation",
    "sim-block", "sim-replacement", "puk-information", "number-swap", "port-in", "port-out", "call-forwarding",
    "mobile-mailbox", "caller-id", "call-waiting", "missed-call-sms", "mobile-termination",
    "referral-existing", "referral-new", "termination", "withdrawal",
}  # fmt: skip
BY_STAFF = {"referral-credit", "sim-unblock"}


def test_every_promised_kind_is_there():
    assert {kind.slug for kind in kinds} == PROMISED | BY_STAFF


def test_the_table_tells_of_every_kind_once():
    assert sorted(slug for slug, _test in ROWS) == sorted(kind.slug for kind in kinds)


def test_the_tests_of_the_table_exist():
    names = {name if "/" in name else f"tests/contracts/orders/{name}" for _slug, name in ROWS}
    assert [name for name in sorted(names) if not (ROOT / f"{name}.py").is_file()] == []


def test_the_price_list_of_the_demo_sells_every_kind():
    sold = {entry["id"] for entry in demo_content()["orderService"]}
    assert {kind.slug for kind in kinds} - sold == {"sim-unblock"}  # free, at once, and nothing to sell
    assert sold <= {kind.slug for kind in kinds}
