"""Products come in by files (C15)."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.hashers import check_password
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from contracts.catalogue.items import Family, Text
from contracts.catalogue.terms import term_as_json, term_of
from contracts.feed.option_writing import kept
from contracts.feed.product_lines import CATEGORIES, OptionLine, read_product
from contracts.models import Domain, Mailbox, PhoneNumber, Product, ProductOption, ProductStatus
from contracts.youth_pins import open_youth_pin
from portal.audit.models import AuditEntry
from portal.carrier.feed import LineFault
from tests.cast import Person, make_customer
from tests.contracts.feeding import (
    HASH,
    SECOND,
    THIRD,
    Write,
    faults_of,
    feed_writer,
    option,
    part,
    product,
    state,
    take,
)
from tests.contracts.stock import make_product
from tests.contracts.test_terms import TERMS

pytestmark = pytest.mark.django_db
NUMBERS = ("phoneNumbers", ["0511 123456", "0511 123457"])


@pytest.fixture
def feed(tmp_path, erika: Person) -> Write:
    return feed_writer(tmp_path, "products")


def mail_package() -> list[dict[str, Any]]:
    return [
        part("MP-1", "mail", "Mail-Paket"),
        part(
            "MB-1",
            "mailbox",
            "Postfach Plus",
            ("mailboxAddress", "Erika@Nordwerk.example"),
            ("passwordHash", HASH),
            ("sendsSms", True),
            parent="MP-1",
        ),
        part("DO-1", "domain", "Domain", ("domainName", "mustermann.example"), ("passwordHash", HASH), parent="MP-1"),
    ]  # fmt: skip


def test_c15_a_product_comes_in_whole(feed):
    take(feed(product(terminationDate="2027-01-31", status="pendingTerminate")))
    found = Product.objects.get()
    assert (found.number, found.family, found.offering, found.title) == (
        "DSL-1",
        Family.INTERNET,
        "dsl-100",
        "DSL 100",
    )
    assert (found.street, found.postcode, found.town) == ("Mailänder Straße 2", "30539", "Hannover")
    assert (found.started_on, found.minimum_term_ends_on, found.ends_on) == (
        date(2024, 12, 1),
        date(2026, 11, 30),
        date(2027, 1, 31),
    )
    assert (found.status, found.monthly_price) == (ProductStatus.PENDING_TERMINATE, Decimal("34.90"))
    assert term_of(found.term).minimum_months == 24
    assert found.as_of == datetime(2026, 11, 1, 5, tzinfo=UTC)
    assert found.customer.number == "4999999999"


def test_c15_parts_with_their_details(feed):
    take(feed(*mail_package()))
    package, mailbox, domain = Product.objects.order_by("pk")
    assert [part.parent_id for part in (package, mailbox, domain)] == [None, package.pk, package.pk]
    assert (mailbox.mailbox.address, mailbox.label, mailbox.mailbox.sends_sms) == (
        "erika@nordwerk.example",
        "erika@nordwerk.example",
        True,
    )
    assert check_password("Postfach-Wort-1", mailbox.mailbox.password)
    assert (domain.domain.name, domain.title) == ("mustermann.example", "Domain (mustermann.example)")


def test_c15_a_telephony_product_with_numbers_entry_and_superuser(feed):
    entry = {"printed": True, "name": "Mustermann, Erika", "since": "2025-01-01"}
    voip = {"username": "admin1", "createdAt": "2025-01-01T08:00:00+01:00"}
    take(
        feed(
            part(
                "T-1", "telephony", "Fon", NUMBERS, ("directoryEntry", entry), ("voipSuperuser", voip)
            )
        )
    )  # fmt: skip
    phone = Product.objects.get()
    assert [(n.number, n.valid_from) for n in phone.numbers.all()] == [
        ("0511 123456", date(2024, 12, 1)),
        ("0511 123457", date(2024, 12, 1)),
    ]
    assert (phone.directory.printed, phone.directory.electronic, phone.directory.name) == (
        True,
        False,
        "Mustermann, Erika",
    )
    assert phone.voip_superuser.username == "admin1"
    assert phone.voip_superuser.created_at == phone.voip_superuser.password_changed_at


def test_c9_the_pin_is_sealed_and_stands_nowhere_in_the_clear(feed, caplog):
    take(feed(part("TV-1", "tv", "Pay-TV", ("youthPin", "7391"))))
    row = Product.objects.get().tv
    assert "7391" not in row.youth_pin_sealed
    assert open_youth_pin(row.youth_pin_sealed, product_number="TV-1") == "7391"
    assert "7391" not in str(list(AuditEntry.objects.values())) + caplog.text
    line = read_product(part("TV-2", "tv", "Pay-TV", ("youthPin", "7391")))
    assert "7391" not in repr(line)
    take(feed(part("TV-1", "tv", "Pay-TV"), created=SECOND))
    assert Product.objects.get().tv == row  # a file without the secret leaves it


def test_c15_the_same_file_twice_changes_nothing(feed):
    path = feed(product(productRelationship=[option("flat", "2025-01-01")]), *mail_package())
    take(path)
    before = state()
    take(path)
    assert state() == before


def test_c15_the_same_facts_in_a_newer_file_change_the_date_only(feed):
    lines = [
        product(productRelationship=[option("flat", "2025-01-01")]),
        part("T-1", "telephony", "Fon", NUMBERS, parent="DSL-1"),
        *mail_package(),
    ]
    take(feed(*lines))
    before = state()
    take(feed(*lines, created=SECOND))
    after = state()
    for row in before["Product"]:
        row["as_of"] = datetime(2026, 11, 2, 5, tzinfo=UTC)
    for name in ("CarrierFile", "AuditEntry"):
        del before[name], after[name]
    assert after == before


def test_c15_a_newer_file_updates_and_keeps_secrets_and_dated_facts(feed):
    take(
        feed(
            product(productRelationship=[option("flat", "2025-01-01"), option("abroad", "2025-01-01", role="barrier")]),
            part("T-1", "telephony", "Fon", NUMBERS),
            *mail_package(),
        )
    )  # fmt: skip
    package, mailbox, domain = mail_package()
    del mailbox["productCharacteristic"][1], domain["productCharacteristic"][1]  # without hashes
    cheaper = option("flat", "2026-11-02", monthlyPrice="4.95")
    take(
        feed(
            product(status="suspended", productRelationship=[cheaper], productPrice={"monthly": "29.90"}),
            part("T-1", "telephony", "Fon", ("phoneNumbers", ["0511 123457", "0511 99"])),
            package,
            mailbox,
            domain,
            created=SECOND,
        )
    )
    dsl = Product.objects.get(number="DSL-1")
    assert (dsl.status, dsl.monthly_price) == (ProductStatus.SUSPENDED, Decimal("29.90"))
    options = ProductOption.objects.order_by("code", "valid_from")
    assert list(options.values_list("code", "monthly_price", "valid_from", "valid_to")) == [
        ("abroad", Decimal("0.00"), date(2025, 1, 1), date(2026, 11, 2)),
        ("flat", Decimal("0.00"), date(2025, 1, 1), date(2026, 11, 2)),
        ("flat", Decimal("4.95"), date(2026, 11, 2), None),
    ]
    numbers = PhoneNumber.objects.order_by("number").values_list("number", "valid_from", "valid_to")
    assert list(numbers) == [
        ("0511 123456", date(2024, 12, 1), date(2026, 11, 2)),
        ("0511 123457", date(2024, 12, 1), None),
        ("0511 99", date(2026, 11, 2), None),
    ]
    assert check_password("Postfach-Wort-1", Mailbox.objects.get().password)
    assert check_password("Postfach-Wort-1", Domain.objects.get().password)


def test_c15_what_has_ended_gives_up_its_numbers_and_addresses(feed):
    over = {"status": "terminated", "terminationDate": "2026-10-31"}
    take(feed(part("T-1", "telephony", "Fon", NUMBERS), *mail_package()))
    package, mailbox, domain = mail_package()
    other = part("T-2", "telephony", "Fon", NUMBERS)
    taken = part("DO-2", "domain", "Domain", ("domainName", "mustermann.example"))
    take(
        feed(
            part("T-1", "telephony", "Fon", NUMBERS, **over),
            package,
            mailbox,
            domain | over,
            other,
            taken,
            created=SECOND,
        )
    )
    assert set(PhoneNumber.objects.filter(valid_to=None).values_list("product__number", flat=True)) == {"T-2"}
    assert Domain.objects.get().product.number == "DO-2"
    assert Product.objects.get(number="DO-1").label == "mustermann.example"


def test_c15_what_an_order_brought_gets_the_carriers_number(feed, erika):
    ordered = make_product(erika.customer, "P-100001")
    named = product("DSL-7", productOrder={"id": "P-100001"})
    take(feed(named, part("T-1", "telephony", "Fon", parent="DSL-7")))
    assert Product.objects.get(number="DSL-7").pk == ordered.pk
    take(feed(named, created=SECOND))
    assert Product.objects.count() == 2


def test_c15_an_order_of_somebody_else_names_nothing(feed, erika):
    make_product(make_customer("4999999997"), "P-100001")
    assert faults_of(feed(product("DSL-7", productOrder={"id": "P-100001"}))) == [
        LineFault(2, "Product DSL-7 belongs to another customer; it cannot be moved.")
    ]


def test_c15_products_that_a_file_does_not_mention_stay(feed):
    take(feed(product(), product("DSL-2")))
    take(feed(product("DSL-2", status="suspended"), created=SECOND))
    assert dict(Product.objects.values_list("number", "status")) == {"DSL-1": "active", "DSL-2": "suspended"}


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"id": ""}, "id is missing."),
        ({"customer": "4999999990"}, "Customer 4999999990 is unknown."),
        ({"category": "account"}, f"category is 'account'; allowed are {', '.join(CATEGORIES)}."),
        ({"name": {"de": "DSL"}}, "en is missing."),
        ({"status": "aborted"}, f"status is 'aborted'; allowed are {', '.join(ProductStatus.values)}."),
        ({"startDate": None}, "startDate is missing."),
        ({"status": "terminated"}, "terminationDate is missing."),
        ({"terminationDate": "2024-11-30"}, "terminationDate lies before startDate."),
        ({"parent": "X-1"}, "Parent X-1 is unknown; a part stands below its parent."),
        ({"parent": "DSL-1"}, "A product cannot be a part of itself."),
        ({"productPrice": {"monthly": 34.9}}, 'monthly is 34.9, not an amount like "34.90".'),
        ({"productPrice": {"monthly": "34.905"}}, "monthly is '34.905', not an amount like \"34.90\"."),
        (
            {"productTerm": {"notice": {"amount": 1, "unit": "weeks"}}},
            "unit is 'weeks'; allowed are days, months.",
        ),
        (
            {"productTerm": {"notice": {"amount": 0, "unit": "days"}}},
            "amount is 0, not a whole number from 1 to 365.",
        ),
        (
            {"productTerm": {"minimumTermEndsOn": "30.11.2026"}},
            "minimumTermEndsOn is '30.11.2026', not a date like 2026-11-30.",
        ),
        (
            {"productRelationship": [option("flat", "2026-01-02", "2026-01-01")]},
            "Option flat: endDate lies before startDate.",
        ),
        (
            {"productRelationship": [option("flat", "2026-01-01"), option("flat", "2026-06-01")]},
            "Option flat holds twice on 2026-06-01.",
        ),
        (
            {"productRelationship": [option("flat", "2026-01-01", role="gift")]},
            "role is 'gift'; allowed are option, barrier.",
        ),
        ({"productRelationship": [{"id": "flat", "name": {"de": "x", "en": "x"}}]}, "validFor is missing."),
        (
            {"productCharacteristic": [{"name": "youthPin", "value": "1234"}]},
            "Characteristic 'youthPin' does not fit category internet; it has dialInUsername.",
        ),
        (
            {"category": "telephony", "productCharacteristic": [{"name": "phoneNumbers", "value": "0511 1"}]},
            'phoneNumbers must be a list of numbers like "0511 123456".',
        ),
        (
            {"category": "tv", "productCharacteristic": [{"name": "youthPin", "value": "abc"}]},
            "youthPin must be a text of 4 to 8 digits.",
        ),
        ({"category": "mailbox"}, "Characteristic mailboxAddress is missing."),
        (
            {"category": "mailbox", "productCharacteristic": [{"name": "mailboxAddress", "value": "erika"}]},
            "mailboxAddress 'erika' is not an e-mail address.",
        ),
        (
            {"category": "domain", "productCharacteristic": [{"name": "domainName", "value": "no domain"}]},
            "domainName 'no domain' is not a domain.",
        ),
        (
            {
                "category": "domain",
                "productCharacteristic": [
                    {"name": "domainName", "value": "a.example"},
                    {"name": "passwordHash", "value": "geheim"},
                ],
            },
            "passwordHash is not an Argon2id hash with m=19456, t=2, p=1.",
        ),
        (
            {"category": "software", "productCharacteristic": [{"name": "quantity", "value": 0}]},
            "quantity is 0, not a whole number from 1 to 10000.",
        ),
        (
            {"category": "software", "productCharacteristic": [{"name": "quantity", "value": 1}] * 2},
            "Characteristic quantity stands there twice.",
        ),
    ],
)
def test_c15_a_bad_line_refuses_the_file_and_says_why(feed, changes, reason):
    assert faults_of(feed(product("DSL-0"), product(**changes))) == [LineFault(3, reason)]


def test_c15_every_reason_of_a_file_is_named(feed):
    number = part("T-1", "telephony", "Fon", NUMBERS)
    assert faults_of(
        feed(product(), product(), number, number | {"id": "T-2"}, product("DSL-3", customer="1"))
    ) == [
        LineFault(3, "Product DSL-1 stands in this file twice."),
        LineFault(5, "Number 0511 123456 stands in this file twice."),
        LineFault(6, "Customer 1 is unknown."),
    ]


def test_c15_what_belongs_to_others_is_refused(feed):
    make_customer("4999999997")
    take(feed(product(), part("T-1", "telephony", "Fon", NUMBERS), *mail_package()))
    stranger = {"customer": "4999999997"}
    assert faults_of(
        feed(
            product(**stranger),
            part("DSL-1X", "internet", "DSL", parent="DSL-1", **stranger),
            part("T-9", "telephony", "Fon", NUMBERS, **stranger),
            part("MB-9", "mailbox", "Postfach", ("mailboxAddress", "erika@nordwerk.example"), **stranger),
            part("DO-9", "domain", "Domain", ("domainName", "mustermann.example"), **stranger),
            part("MP-1", "tv", "Pay-TV"),
            created=SECOND,
        )
    ) == [
        LineFault(2, "Product DSL-1 belongs to another customer; it cannot be moved."),
        LineFault(3, "Parent DSL-1 belongs to another customer."),
        LineFault(4, "Number 0511 123456 belongs to product T-1."),
        LineFault(4, "Number 0511 123457 belongs to product T-1."),
        LineFault(5, "Mailbox erika@nordwerk.example belongs to product MB-1."),
        LineFault(6, "Domain mustermann.example belongs to product DO-1."),
        LineFault(7, "Product MP-1 is of the category mail; it cannot change."),
    ]


def test_h4_merged_numbers_are_one_account(feed, erika):
    old = make_customer("4999999997", merged_into=erika.customer)
    take(feed(product(customer=old.number)))
    take(
        feed(product(), part("T-1", "telephony", "Fon", parent="DSL-1", customer=old.number), created=SECOND)
    )
    assert Product.objects.get(number="DSL-1").customer == erika.customer


def test_c15_a_part_below_its_parent_is_enough_whatever_the_batch(feed, monkeypatch):
    lines = [*mail_package(), product()]
    monkeypatch.setattr("portal.carrier.feed.BATCH", 1)
    take(feed(*lines))
    assert Product.objects.filter(parent__number="MP-1").count() == 2
    package, mailbox, _domain = mail_package()
    late = [mailbox | {"id": "MB-2", "parent": "MP-2"}, package | {"id": "MP-2"}]
    late[0]["productCharacteristic"][0]["value"] = "b@nordwerk.example"
    reason = "Parent MP-2 is unknown; a part stands below its parent."
    assert faults_of(feed(*late, created=SECOND)) == [LineFault(2, reason)]
    monkeypatch.setattr("portal.carrier.feed.BATCH", 1000)
    assert faults_of(feed(*late, created=THIRD)) == [LineFault(2, reason)]


def test_c15_the_size_of_a_batch_costs_no_queries(feed):
    def many(first: int, count: int) -> list[dict[str, Any]]:
        lines = []
        for n in range(first, first + count):
            lines.append(product(f"DSL-{n}", productRelationship=[option("flat", "2025-01-01")]))
            lines.append(
                part(f"T-{n}", "telephony", "Fon", ("phoneNumbers", [f"0511 {n}"]), parent=f"DSL-{n}")
            )
        return lines

    with CaptureQueriesContext(
        connection,
    ) as few:
        take(feed(*many(1000, 2)))
    with CaptureQueriesContext(connection) as more:
        take(feed(*many(2000, 60), created=SECOND))
    assert len(more) == len(few)


DAYS = st.dates(date(2024, 1, 1), date(2028, 1, 1))


@given(TERMS)
def test_c15_a_term_comes_in_as_it_was_written(term):
    notices = {
        key: {"amount": n.amount, "unit": n.unit.value, "toMonthEnd": n.to_month_end}
        for key, n in (("notice", term.notice), ("noticeAfter", term.notice_after))
    }
    stated = {"minimumMonths": term.minimum_months, "prolongationMonths": term.prolongation_months, **notices}
    assert read_product(product(productTerm=stated)).columns["term"] == term_as_json(term)


@st.composite
def histories(draw) -> list[OptionLine]:
    """Options of two codes that do not overlap."""
    found = []
    for code in ("a", "b"):
        days = sorted(draw(st.sets(DAYS, max_size=6)))
        for start, end in zip(days[::2], [*days[1::2], None], strict=False):
            found.append(OptionLine(code, "option", Text(code, code), Decimal(0), start, end))
    return found


@given(histories(), histories(), DAYS)
def test_c15_facts_of_the_past_never_overlap_what_is_stated(before, stated, today):
    found = [*stated, *kept(before, stated, today)]
    for index, one in enumerate(found):
        for other in found[index + 1 :]:
            assert one.code != other.code or not one.period.overlaps(other.period)
    for fact in kept(before, stated, today):
        assert fact.valid_to <= today or fact in before
