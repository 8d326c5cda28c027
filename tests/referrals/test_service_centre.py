"""G2, K1, K2: the service centre finds, redeems and rewards codes."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from contracts.models import Order
from portal.audit.models import AuditEntry
from portal.outbox.models import OutgoingMail
from portal.shell.staff_groups import StaffGroup, granted_to
from referrals import codes
from referrals.models import ReferralCode, ReferralRedemption
from tests.cast import Person, log_in
from tests.contracts.catalogue_data import load_demo_catalogue
from tests.contracts.orders.failing import let_fail
from tests.referrals.play import make_code, make_prospect, redeem

LIST = "/verwaltung/referrals/referralcode/"
REDEEM = f"{LIST}einloesen/"
CUSTOMERS = "/verwaltung/accounts/customer/"


@pytest.fixture
def code(erika: Person) -> ReferralCode:
    return make_code(erika.customer, now=timezone.now())


@pytest.fixture
def prospect(db: None):
    return make_prospect(customer_since=None)


def form_for(named: ReferralCode | str, prospect, **values: str) -> dict[str, str]:
    today = timezone.localdate().isoformat()
    return {
        "code": str(named),
        "kind": "",
        "customer_number": prospect.number,
        "contract_reference": "V-1001",
        "family": "internet",
        "contracted_on": today,
        "term_months": "24",
        **values,
    }


def redeemed(code: ReferralCode, prospect) -> ReferralCode:
    now = timezone.now()
    return redeem(code, prospect, contracted_on=timezone.localdate(), now=now)


def page_of(code: ReferralCode, operation: str = "change") -> str:
    return f"{LIST}{code.pk}/{operation}/"


# finding


@pytest.mark.parametrize("way", [str, str.lower, lambda text: text.replace("-", " ")])
def test_k2_a_code_is_found_however_it_is_typed(service: Client, erika: Person, code, way):
    make_code(erika.customer)
    found = service.get(LIST, {"q": way(code.code)}).context["cl"].result_list
    assert list(found) == [code]
    elsewhere = service.get(CUSTOMERS, {"q": way(code.code)}).context["found_elsewhere"]
    page = f"{CUSTOMERS}{erika.customer.pk}/change/"
    assert elsewhere == [("Empfehlungscode", f"{code.code}: 4999999999 Erika Mustermann", page)]


def test_k2_codes_are_found_by_customer_and_contract(service: Client, erika: Person, code, prospect):
    make_code(erika.customer)
    redeemed(code, prospect)
    assert service.get(LIST, {"q": erika.number}).context["cl"].result_count == 2
    assert list(service.get(LIST, {"q": "V-1001"}).context["cl"].result_list) == [code]
    assert service.get(CUSTOMERS, {"q": codes.generate("new")}).context["found_elsewhere"] == []


def test_k2_the_customer_page_lists_codes_made_and_codes_used(service: Client, erika: Person, code, prospect):
    redeemed(code, prospect)
    for person in (erika.customer, prospect):
        text = service.get(f"{CUSTOMERS}{person.pk}/change/").content.decode()
        assert code.code in text
    assert f"{REDEEM}?customer_number={prospect.number}" in text


def test_k4_a_look_at_a_code_is_in_the_trail(service: Client, code, prospect, erika: Person):
    redeemed(code, prospect)
    text = service.get(page_of(code)).content.decode()
    for shown in (
        code.code,
        "Paul Neumann",
        "V-1001",
        "eingelöst",
        "50,00\u00a0€",
        "Kunden werben Kunden 2026",
    ):
        assert shown in text
    assert AuditEntry.objects.get(action="referralcode.viewed").customer_id == erika.customer.pk


def test_k2_nothing_is_edited_or_deleted(lead: Client, code):
    lead.post(page_of(code), {"state": "rewarded"})
    code.refresh_from_db()
    assert code.state == "generated"
    assert lead.get(f"{LIST}add/").status_code == 403
    assert lead.post(page_of(code, "delete"), {"post": "yes"}).status_code == 403


# redeeming


def test_g2_staff_redeem_a_code_with_a_new_contract(service: Client, code, prospect):
    response = service.post(REDEEM, form_for(code.code.lower(), prospect))
    assert response["Location"] == page_of(code)
    redemption = ReferralRedemption.objects.get()
    assert (redemption.code, redemption.new_customer, redemption.redeemed_by.identifier) == (
        code,
        prospect,
        "karin",
    )
    entry = AuditEntry.objects.get(action="referral.redeemed")
    assert (entry.actor_kind, entry.actor_name) == ("staff", "karin")
    assert OutgoingMail.objects.get().kind == "referral_redeemed"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"code": "K7PM-HQ2X-RT9D-CW44"}, "code"),
        ({"code": ""}, "code"),
        ({"kind": "new"}, "kind"),
        ({"customer_number": "4111111111"}, "customer_number"),
        ({"customer_number": "4999999999"}, "customer_number"),
        ({"contract_reference": ""}, "contract_reference"),
        ({"family": "tv"}, "family"),
        ({"family": "nonsense"}, "family"),
        ({"contracted_on": "2099-01-01"}, "contracted_on"),
        ({"contracted_on": "2020-01-01"}, "contracted_on"),
        ({"contracted_on": "gestern"}, "contracted_on"),
        ({"term_months": "12"}, "term_months"),
    ],
)
def test_g2_what_is_wrong_is_said_beside_its_field(service: Client, code, prospect, values, field):
    response = service.post(REDEEM, form_for(code, prospect, **values))
    assert response.status_code == 200
    assert list(response.context["form"].errors) == [field]
    code.refresh_from_db()
    assert code.state == "generated"
    assert OutgoingMail.objects.count() == 0


def test_g2_an_unknown_code_and_a_used_one_are_told_apart(service: Client, code, prospect):
    unknown = service.post(REDEEM, form_for(codes.generate("existing"), prospect))
    assert "hat niemand" in unknown.context["form"].errors["code"][0]
    service.post(REDEEM, form_for(code, prospect))
    used = service.post(REDEEM, form_for(code, prospect, contract_reference="V-2"))
    assert "schon eingelöst" in used.context["form"].errors["code"][0]


def test_g2_a_contract_is_used_once(service: Client, erika: Person, code, prospect):
    service.post(REDEEM, form_for(code, prospect))
    again = service.post(REDEEM, form_for(make_code(erika.customer, now=timezone.now()), prospect))
    assert list(again.context["form"].errors) == ["contract_reference"]


def test_g2_links_fill_the_form_in(service: Client, code):
    response = service.get(REDEEM, {"code": code.code, "customer_number": "47"})
    assert response.context["form"].initial == {"code": code.code, "customer_number": "47"}
    assert f"{REDEEM}?code={code.code}" in service.get(page_of(code)).content.decode()


# rewarding


def test_g2_the_lead_credits_a_reward_after_asking(lead: Client, code, prospect):
    load_demo_catalogue()
    redeemed(code, prospect)
    question = lead.get(page_of(code, "gutschreiben"))
    assert "Paul Neumann" in question.content.decode()
    code.refresh_from_db()
    assert code.state == "redeemed"
    assert lead.post(page_of(code, "gutschreiben"))["Location"] == page_of(code)
    lead.post(page_of(code, "gutschreiben"))
    code.refresh_from_db()
    assert (code.state, code.is_being_credited) == ("redeemed", True)
    assert AuditEntry.objects.get(action="referral.credit_ordered").actor_name == "leitung"
    placed = Order.objects.get(kind="referral-credit")
    assert placed.number == code.credit_order_number
    page = lead.get(page_of(code)).content.decode()
    assert (placed.number in page, page_of(code, "gutschreiben") in page) == (True, False)
    again = lead.get(page_of(code, "gutschreiben"), follow=True).content.decode()
    assert "schon beauftragt" in again
    let_fail(placed, "Konto gesperrt")
    page = lead.get(page_of(code)).content.decode()
    assert ("Konto gesperrt" in page, page_of(code, "gutschreiben") in page) == (True, True)


@pytest.mark.parametrize("method", ["get", "post"])
def test_g2_an_open_code_is_not_credited(lead: Client, code, method: str):
    response = getattr(lead, method)(page_of(code, "gutschreiben"), follow=True)
    assert "Nur ein eingelöster Code" in response.content.decode()
    code.refresh_from_db()
    assert code.state == "generated"


def test_g2_the_page_offers_what_the_state_allows(lead: Client, service: Client, code, prospect):
    reward, redeem_link = page_of(code, "gutschreiben"), f"{REDEEM}?code="
    fresh = lead.get(page_of(code)).content.decode()
    assert (redeem_link in fresh, reward in fresh) == (True, False)
    redeemed(code, prospect)
    used = lead.get(page_of(code)).content.decode()
    assert (redeem_link in used, reward in used) == (False, True)
    assert reward not in service.get(page_of(code)).content.decode()


# rights


def test_k1_service_redeems_and_the_lead_rewards_too():
    mine = {name for name in granted_to(StaffGroup.SERVICE) if name.startswith("referrals.")}
    assert mine == {"referrals.view_referralcode", "referrals.redeem_code"}
    leads = {name for name in granted_to(StaffGroup.LEAD) if name.startswith("referrals.")}
    assert leads == mine | {"referrals.reward_code"}
    for group in (StaffGroup.BILLING, StaffGroup.CATALOGUE, StaffGroup.AUDITOR):
        assert not [name for name in granted_to(group) if name.startswith("referrals.")]


@pytest.mark.parametrize("group", [StaffGroup.BILLING, StaffGroup.CATALOGUE, StaffGroup.AUDITOR])
def test_k1_other_groups_stay_outside(staff_client, code, prospect, group: StaffGroup):
    client = staff_client(group)
    assert client.get(LIST).status_code == 403
    assert client.post(REDEEM, form_for(code, prospect)).status_code == 403
    assert client.post(page_of(code, "gutschreiben")).status_code == 403
    code.refresh_from_db()
    assert code.state == "generated"


def test_k1_service_does_not_reward(service: Client, code, prospect):
    redeemed(code, prospect)
    assert service.post(page_of(code, "gutschreiben")).status_code == 403
    code.refresh_from_db()
    assert code.state == "redeemed"


@pytest.mark.parametrize("path", [REDEEM, f"{LIST}1/gutschreiben/"])
def test_k1_customers_and_strangers_stay_outside(client: Client, erika: Person, path: str):
    assert client.get(path)["Location"].startswith("/verwaltung/anmelden/")
    assert log_in(client, erika.login).post(path).status_code == 403


def test_l3_the_list_costs_the_same_with_one_row_and_with_three(
    service: Client, erika: Person, code, django_assert_num_queries
):
    service.get(LIST)
    with CaptureQueriesContext(connection) as one:
        service.get(LIST)
    make_code(erika.customer)
    make_code(erika.customer)
    with django_assert_num_queries(len(one)):
        service.get(LIST)
