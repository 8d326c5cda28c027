"""A half-finished form survives the end of the session, without secrets, for the same login only (A9)."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django import forms
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone

from accounts.drafts import is_secret_field, keeps_draft, may_be_kept, sounds_secret
from accounts.forms.security import NewAddressForm
from accounts.models import Access, FormDraft, LoginKind
from accounts.operations.drafts import MOST_DRAFTS, keep_draft
from accounts.tasks import clear_expired
from portal.access.scope import Scope
from tests.accounts.play import log_in_with
from tests.cast import log_in, make_customer, make_login

NOON = datetime(2026, 11, 16, 11, 0, tzinfo=UTC)
ADDRESS = "/sicherheit/e-mail/"
TYPED = {"email": "neu@example.org"}


def after(minutes: float):
    return time_machine.travel(NOON + timedelta(minutes=minutes), tick=False)


@pytest.fixture
def at_noon(erika) -> Client:
    with after(0):
        return log_in(Client(), erika.login)


def shown(client: Client) -> str:
    """What stands in the e-mail field."""
    return client.get(ADDRESS).context["form"]["email"].value() or ""


def test_a9_a_late_form_is_back_after_the_login(at_noon, erika):
    with after(30):
        response = at_noon.post(ADDRESS, TYPED | {"_customer": erika.number})
        assert response["Location"] == "/anmelden/?grund=untaetig&weiter=%2Fsicherheit%2Fe-mail%2F"
        assert erika.login.email_confirmations.count() == 0
        response = log_in_with(at_noon, erika.number, erika.password, weiter=ADDRESS)
        assert response["Location"] == ADDRESS
        page = at_noon.get(ADDRESS)
        assert page.context["form"]["email"].value() == "neu@example.org"
        assert "steht wieder im Formular" in page.text


def test_a9_elsewhere_a_notice_leads_to_it(at_noon, erika):
    with after(30):
        at_noon.post(ADDRESS, TYPED)
        log_in_with(at_noon, erika.number, erika.password)
        page = at_noon.get("/").text
    assert f'<a href="{ADDRESS}">Formular weiter ausfüllen</a>' in page
    assert "16.11.2026, 12:30" in page


def test_a9_sending_it_uses_it_up(at_noon, erika):
    with after(30):
        at_noon.post(ADDRESS, TYPED)
        log_in_with(at_noon, erika.number, erika.password)
        assert at_noon.post(ADDRESS, TYPED).status_code == 303
        assert FormDraft.objects.count() == 0
        assert shown(at_noon) == ""


def test_a9_a_refused_form_does_not_use_it_up(at_noon, erika):
    with after(30):
        at_noon.post(ADDRESS, TYPED)
        log_in_with(at_noon, erika.number, erika.password)
        assert at_noon.post(ADDRESS, {"email": "falsch"}).status_code == 200
        assert FormDraft.objects.count() == 1


def test_a9_it_can_be_discarded(at_noon, erika):
    with after(30):
        at_noon.post(ADDRESS, TYPED)
        log_in_with(at_noon, erika.number, erika.password)
        response = at_noon.post(reverse("accounts:discard_draft"), {"page": ADDRESS})
        assert response["Location"] == ADDRESS
        assert shown(at_noon) == ""


def test_a9_nobody_else_sees_it(at_noon, erika, firma):
    reader = make_login(erika.customer, kind=LoginKind.EMAIL, scope=Scope.FULL, password="x")
    with after(30):
        at_noon.post(ADDRESS, TYPED)
        for login in (firma.login, reader):
            assert shown(log_in(Client(), login)) == ""
        assert shown(log_in(Client(), erika.login)) == "neu@example.org"


def test_a9_it_belongs_to_the_customer_it_was_filled_in_for(at_noon, erika):
    other = make_customer("4111111111")
    Access.objects.create(login=erika.login, customer=other, scope=Scope.FULL, valid_from=NOON)
    with after(30):
        at_noon.post(ADDRESS, TYPED | {"_customer": erika.number})
        client = log_in(Client(), erika.login)
        assert client.get("/").context["access"].customer_number == "4111111111"
        assert shown(client) == ""
        client.post(reverse("accounts:switch_customer"), {"customer": str(erika.customer.pk)})
        assert "Formular weiter ausfüllen" in client.get("/").text
        assert shown(client) == "neu@example.org"


def test_a9_a_form_for_a_stranger_is_not_kept(at_noon, firma):
    with after(30):
        at_noon.post(ADDRESS, TYPED | {"_customer": firma.number})
    assert FormDraft.objects.count() == 0


def test_a9_it_is_kept_for_a_day(at_noon, erika):
    with after(30):
        at_noon.post(ADDRESS, TYPED)
    with after(30 + 24 * 60 - 1):
        assert shown(log_in(Client(), erika.login)) == "neu@example.org"
    with after(30 + 24 * 60):
        assert shown(log_in(Client(), erika.login)) == ""
        clear_expired()
    assert FormDraft.objects.count() == 0


def test_a9_session_js_keeps_a_form_before_the_end_and_that_is_no_activity(at_noon, erika):
    with after(20):
        response = at_noon.post(
            reverse("accounts:session_draft"),
            TYPED | {"_page": f"{ADDRESS}?a=1", "_customer": erika.number, "password": "Geheim-12"},
        )
        assert response.status_code == 204
    draft = FormDraft.objects.get()
    assert (draft.path, draft.query, draft.values) == (ADDRESS, "a=1", {"email": ["neu@example.org"]})
    with after(25):
        assert at_noon.get("/").status_code == 302


def test_a9_session_js_may_be_late(at_noon, erika):
    with after(30):
        at_noon.post(reverse("accounts:session_draft"), TYPED | {"_page": ADDRESS})
        assert (
            "abgemeldet" in at_noon.get("/anmelden/").text
        )  # the reason was not used up by a background request
        assert shown(log_in(Client(), erika.login)) == "neu@example.org"


@pytest.mark.parametrize(
    "page", ["/", "/gibt-es-nicht/", "https://evil.example/", "", "/sicherheit/kennwort/"]
)
def test_a9_other_pages_keep_nothing(at_noon, page):
    with after(1):
        at_noon.post(
            reverse("accounts:session_draft"), {"_page": page, "message": "Guten Tag", "email": "a@b.de"}
        )
    assert FormDraft.objects.count() == 0


def test_a9_the_contact_form_comes_back(client, erika):
    log_in(client, erika.login)
    typed = {"message": "Guten Tag,\r\nmein Anschluss", "topic": "invoice", "name": "Erika M."}
    client.post(reverse("accounts:session_draft"), typed | {"_page": "/kontakt/"})
    form = client.get("/kontakt/").context["form"]
    assert {name: form[name].value() for name in typed} == typed
    assert form["email"].value() == "erika@example.org"  # known anyway, not typed
    assert Client().get("/kontakt/").context["form"]["message"].value() is None
    sent = typed | {"email": "erika@example.org", "customer_number": "", "phone": "", "website": ""}
    sent["topic"] = form.fields["topic"].choices[1][0]
    assert client.post("/kontakt/", sent).status_code == 302
    assert FormDraft.objects.count() == 0


def test_a8_a_new_password_forgets_what_others_may_have_left(at_noon, erika):
    with after(30):
        at_noon.post(ADDRESS, TYPED)
        log_in_with(at_noon, erika.number, erika.password)
        new = {"password": erika.password, "new_password": "Herbst-Laub-9", "repeated": "Herbst-Laub-9"}
        assert at_noon.post(reverse("accounts:own_password"), new).status_code == 303
    assert FormDraft.objects.count() == 0


def test_a14_a_form_sent_with_an_old_proof_is_back_after_the_password(at_noon, erika):
    with after(10):
        response = at_noon.post(ADDRESS, TYPED, headers={"Referer": f"http://testserver{ADDRESS}"})
        proof = at_noon.get(response["Location"])
        assert "Es ist noch nichts ausgeführt" in proof.text
        back = at_noon.post(
            reverse("accounts:prove"), {"password": erika.password, "weiter": ADDRESS, "formular": "1"}
        )
        assert back["Location"] == ADDRESS
        assert shown(at_noon) == "neu@example.org"


class Sample(forms.Form):
    text = forms.CharField(required=False)
    ticked = forms.BooleanField(required=False, initial=True)
    several = forms.MultipleChoiceField(choices=[("a", "A"), ("b", "B")], required=False)
    pin = forms.CharField(required=False)
    unlock = forms.CharField(widget=forms.PasswordInput, required=False)
    paper = forms.FileField(required=False)
    order = forms.CharField(widget=forms.HiddenInput, required=False)
    card = forms.CharField(widget=forms.TextInput(attrs={"autocomplete": "cc-number"}), required=False)


def test_a9_what_hides_and_what_is_not_typed_is_never_kept():
    names = [*Sample.base_fields, "csrfmiddlewaretoken", "_customer", "unknown"]
    assert [name for name in names if may_be_kept(name, Sample)] == ["text", "ticked", "several"]


@pytest.mark.parametrize(
    "name",
    [
        "password",
        "neues_kennwort",
        "pin",
        "pin1",
        "puk_neu",
        "otp_token",
        "api-token",
        "Passwort2",
        "repeated",
    ],
)
def test_a9_names_that_tell_a_secret(name):
    assert sounds_secret(name)


@pytest.mark.parametrize("name", ["shipping", "topic", "spinner", "name", "postcode", "tangent", "email"])
def test_a9_names_that_do_not(name):
    assert not sounds_secret(name)


def test_a9_every_secret_of_every_form_is_recognised():
    """Without its form class a field is known by its name only: the names of all our secret fields tell."""
    get_resolver().url_patterns  # noqa: B018 loads every form
    staff = ("accounts.forms.staff", "django.", "two_factor", "django_otp", "tests.")
    found = [
        f"{form.__module__}.{form.__name__}.{name}"
        for form in subclasses(forms.BaseForm)
        if not form.__module__.startswith(staff)
        for name, field in getattr(form, "base_fields", {}).items()
        if isinstance(field.widget, forms.PasswordInput) and not sounds_secret(name)
    ]
    assert found == []
    assert is_secret_field(NewAddressForm.base_fields["email"]) is False


def subclasses(kind: type) -> set[type]:
    return {kind} | {deeper for one in kind.__subclasses__() for deeper in subclasses(one)}


def test_a9_a_box_that_was_not_ticked_stays_so():
    from accounts.drafts import _as_initial

    values = {"text": ["x"], "several": ["a", "b"]}
    assert _as_initial(values, Sample) == {"text": "x", "ticked": False, "several": ["a", "b"]}
    assert _as_initial(values, None) == {"text": "x", "several": ["a", "b"]}


def test_a9_more_than_a_person_types_is_not_kept(erika):
    def keep(path: str = "/x/", **values: list[str]):
        return keep_draft(
            login_id=erika.login.pk,
            customer_id=erika.customer.pk,
            page=(path, ""),
            values=values,
            now=timezone.now(),
        )

    assert keep(text=["x" * 20_001]) is None
    assert keep(text=[""]) is None
    assert keep(**{f"f{n}": ["x"] for n in range(61)}) is None
    assert keep("/" + "x" * 300, text=["x"]) is None
    for number in range(MOST_DRAFTS + 3):
        assert keep(f"/{number}/", text=["x"]) is not None
    assert sorted(FormDraft.objects.values_list("path", flat=True)) == sorted(f"/{n}/" for n in range(3, 13))


def test_a9_a_view_without_form_class_keeps_by_name():
    @keeps_draft()
    def view(request):
        return None

    assert view.draft_form is None
    assert may_be_kept("street", None)
    assert not may_be_kept("mailbox_pin", None)
