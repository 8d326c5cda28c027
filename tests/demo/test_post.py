"""/demo/post/: every mail that was sent, in demo mode only."""

import base64
import hashlib
import json
import os
import re
import subprocess
import sys

import pytest
from django.urls import reverse

from portal.demo.frame import framed
from portal.outbox.delivery import deliver_waiting
from portal.outbox.mail import enqueue
from portal.outbox.models import MailState, OutgoingMail
from tests.outbox.conftest import NOW
from tests.outbox.test_mail import SECRET, sample
from tests.outbox.workers import ROOT


def deliver():
    assert deliver_waiting(clock=lambda: NOW).sent > 0


def secret_mail():
    return enqueue("secret_sample", to="max@example.org", language="de", context={"secret": SECRET}, now=NOW)


@pytest.mark.django_db
def test_lists_sent_mails_newest_first_and_no_others(client, demo_mode, django_assert_num_queries):
    mails = [sample(context={"subject_word": word}) for word in ("Erste", "Zweite", "Dritte")]
    deliver()
    OutgoingMail.objects.filter(pk=mails[2].pk).update(state=MailState.WAITING)
    with django_assert_num_queries(2):
        page = client.get("/demo/post/").content.decode()
    assert page.index("Zweite") < page.index("Erste")
    assert "Dritte" not in page
    assert client.get(f"/demo/post/{mails[2].pk}/").status_code == 404


@pytest.mark.django_db
def test_shows_one_address_only_on_request(client, demo_mode):
    sample(context={"subject_word": "Erikas"})
    sample(to="max@example.org", context={"subject_word": "Maxens"})
    deliver()
    page = client.get("/demo/post/", {"an": "MAX@example.org"}).content.decode()
    assert "Maxens" in page
    assert "Erikas" not in page


@pytest.mark.django_db
def test_pages_of_fifty(client, demo_mode):
    for number in range(51):
        sample(context={"subject_word": f"Nummer {number}."})
    deliver()
    first, second = (client.get("/demo/post/", {"seite": page}).content.decode() for page in (1, 2))
    assert len(re.findall(r"Nummer \d+\.", first)) == 50
    assert len(re.findall(r"Nummer \d+\.", second)) == 1


@pytest.mark.django_db
def test_mail_shows_its_secret_with_links_to_follow(client, demo_mode):
    mail = secret_mail()
    deliver()
    page = client.get(f"/demo/post/{mail.pk}/").content.decode()
    assert SECRET["password"] in page
    assert f'<a href="{SECRET["link"]}"' in page
    frame = client.get(f"/demo/post/{mail.pk}/html/")
    assert f'href="{SECRET["link"]}"' in frame.content.decode()
    assert SECRET["password"] in frame.content.decode()


@pytest.mark.django_db
def test_frame_allows_its_own_styles_and_nothing_else(client, demo_mode):
    mail = sample()
    deliver()
    response = client.get(f"/demo/post/{mail.pk}/html/")
    policy, page = response["Content-Security-Policy"], response.content.decode()
    assert "unsafe" not in policy
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "sandbox allow-popups" in policy
    assert "allow-scripts" not in policy
    assert "allow-same-origin" not in policy
    assert ' style="' not in page
    styles = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    assert len(styles) == 2
    for style in styles:
        digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy
    assert response["X-Frame-Options"] == "SAMEORIGIN"


def test_frame_moves_each_style_once():
    page, _policy = framed(
        '<html><head></head><p style="a: 1">x</p><p style="a: 1">y</p><i style="b">z</i></html>'
    )
    assert page.count("{a: 1}") == 1
    assert re.findall(r' data-style="(\d)"', page) == ["0", "0", "1"]


@pytest.mark.django_db
def test_answers_404_when_demo_mode_is_off(client, settings, demo_mode):
    mail = sample()
    deliver()
    settings.DEMO_MODE = False
    for address in ("/demo/post/", f"/demo/post/{mail.pk}/", f"/demo/post/{mail.pk}/html/"):
        assert client.get(address).status_code == 404


PROBE = """
import json, django
django.setup()
from django.conf import settings
from django.urls import NoReverseMatch, reverse
try:
    address = reverse("demo:post")
except NoReverseMatch:
    address = None
print(json.dumps([address, settings.EMAIL_BACKEND]))
"""


@pytest.mark.parametrize(
    ("demo", "address", "backend"), [("1", "/demo/post/", "dummy"), ("0", None, "console")]
)
def test_address_exists_and_mails_go_nowhere_in_demo_mode_only(demo, address, backend):
    env = {key: value for key, value in os.environ.items() if key != "EMAIL_URL"}
    env |= {"DEMO_MODE": demo, "DJANGO_SETTINGS_MODULE": "portal.settings"}
    output = subprocess.run(
        [sys.executable, "-c", PROBE], env=env, cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    assert json.loads(output) == [address, f"django.core.mail.backends.{backend}.EmailBackend"]


@pytest.mark.django_db
def test_every_page_of_a_demo_leads_to_the_mails(client, demo_mode):
    assert f'href="{reverse("demo:post")}"' in client.get("/impressum/").content.decode()


@pytest.mark.django_db
def test_no_page_speaks_of_a_demo_otherwise(client):
    assert "demo/post" not in client.get("/impressum/").content.decode()
