"""Which language a page speaks: the login's, the session's, the browser's, German."""

from django.test import Client
from django.utils import translation

from accounts.models import Login
from portal.shell.signals import language_chosen
from tests.cast import Person, erika, log_in  # noqa: F401 erika is a fixture


def heading(client: Client, **headers: str) -> str:
    answer = client.get("/impressum/", headers=headers)
    assert answer["Content-Language"] in answer.text.partition("<head>")[0]
    return answer["Content-Language"]


def test_the_browser_decides_for_strangers(client: Client, db):
    assert heading(client) == "de"
    assert heading(client, **{"Accept-Language": "en-GB,en;q=0.9,de;q=0.5"}) == "en"
    assert heading(client, **{"Accept-Language": "fr,de;q=0.5"}) == "de"
    assert heading(client, **{"Accept-Language": "fr"}) == "de"
    assert heading(client, **{"Accept-Language": ";;,=x"}) == "de"


def test_a_choice_lasts_and_returns_to_its_page(client: Client, db):
    answer = client.post("/sprache/", {"language": "en", "next": "/datenschutz/"})
    assert (answer.status_code, answer["Location"]) == (302, "/datenschutz/")
    assert heading(client, **{"Accept-Language": "de"}) == "en"
    client.post("/sprache/", {"language": "xx", "next": "/"})
    assert heading(client) == "en"


def test_a_choice_never_leads_away(client: Client, db):
    for target in ("https://evil.example/", "//evil.example/", "javascript:alert(1)"):
        assert client.post("/sprache/", {"language": "de", "next": target})["Location"] == "/"


def test_the_login_knows_its_language(client: Client, erika: Person):  # noqa: F811
    Login.objects.filter(pk=erika.login.pk).update(language="en")
    log_in(client, erika.login)
    assert heading(client, **{"Accept-Language": "de"}) == "en"


def test_a_choice_after_login_is_told_upward(client: Client, erika: Person):  # noqa: F811
    told: list[str] = []

    def note(sender, request, language, **kwargs):
        told.append(language)

    language_chosen.connect(note)
    try:
        log_in(client, erika.login)
        client.post("/sprache/", {"language": "en"})
    finally:
        language_chosen.disconnect(note)
    assert told == ["en"]


def test_the_language_of_the_process_is_restored(client: Client, db):
    before = translation.get_language()
    client.get("/impressum/", headers={"Accept-Language": "en"})
    assert translation.get_language() == before
