"""Sealed secrets."""

import base64
import copy
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.lib.sealed import SCHEME, SealBroken, Sealer

OLD_KEY, NEW_KEY, FOREIGN_KEY = "old" * 20, "new" * 20, "foreign" * 9
PURPOSE = "mobile.puk"


def sealer(*keys, purpose=PURPOSE):
    return Sealer(keys or (NEW_KEY,), purpose)


@given(st.binary(max_size=500), st.text(max_size=20))
def test_what_is_sealed_opens(secret, context):
    assert sealer().open(sealer().seal(secret, context=context), context=context) == secret


@given(st.text(max_size=100))
def test_text_opens_as_text(secret):
    assert sealer().open_text(sealer().seal_text(secret)) == secret


def test_tokens_are_different_each_time_and_hide_the_secret():
    secret = b"12345678" * 8
    tokens = [sealer().seal(secret) for _ in range(50)]
    assert len(set(tokens)) == 50
    bodies = [base64.urlsafe_b64decode(token.removeprefix(SCHEME)) for token in tokens]
    assert len({body[:12] for body in bodies}) == 50
    assert all(b"1234" not in body for body in bodies)
    assert all(len(body) == 12 + len(secret) + 16 for body in bodies)


def test_opens_only_with_key_purpose_and_context_it_was_sealed_for():
    token = sealer().seal(b"8711", context="sim:1")
    wrong = [
        (sealer(FOREIGN_KEY), "sim:1"),
        (sealer(purpose="mobile.pin"), "sim:1"),
        (sealer(), "sim:2"),
        (sealer(), ""),
    ]
    for other, context in wrong:
        with pytest.raises(SealBroken):
            other.open(token, context=context)


def test_every_changed_byte_is_noticed():
    token = sealer().seal(b"87")
    body = base64.urlsafe_b64decode(token.removeprefix(SCHEME))
    for position in range(len(body)):
        changed = bytearray(body)
        changed[position] ^= 1
        with pytest.raises(SealBroken):
            sealer().open(SCHEME + base64.urlsafe_b64encode(changed).decode())


@pytest.mark.parametrize(
    "token", ["", "1.", "2.AAAA", "1.AAAA", "1.ä", "plain text", "1." + "A" * 200, "1.AA=="]
)
def test_refuses_what_is_no_token(token):
    with pytest.raises(SealBroken):
        sealer().open(token)


def test_one_token_has_one_spelling():
    token = sealer().seal(b"8711")
    for spelling in (token + "\n", token + "=", token.rstrip("="), token.replace("1.", "1. ")):
        if spelling != token:
            with pytest.raises(SealBroken):
                sealer().open(spelling)


def test_rotation_opens_old_tokens_and_renews_them():
    old = sealer(OLD_KEY).seal(b"8711", context="sim:1")
    both = sealer(NEW_KEY, OLD_KEY)
    assert both.open(old, context="sim:1") == b"8711"
    renewed = both.renew(old, context="sim:1")
    assert sealer(NEW_KEY).open(renewed, context="sim:1") == b"8711"
    assert both.renew(renewed, context="sim:1") == renewed
    with pytest.raises(SealBroken):
        sealer(OLD_KEY).open(renewed, context="sim:1")


def test_shows_and_stores_no_key():
    one = sealer()
    assert repr(one) == str(one) == "Sealer(purpose='mobile.puk')"
    for store in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError, match="never stored"):
            store(one)


def test_a_broken_seal_tells_no_secret():
    token = sealer().seal(b"8711")
    with pytest.raises(SealBroken) as caught:
        sealer(FOREIGN_KEY).open(token)
    assert token not in str(caught.value)
    assert "foreign" not in str(caught.value)


@pytest.mark.parametrize(
    ("keys", "purpose"), [((), "p"), (("short",), "p"), ((NEW_KEY, ""), "p"), ((NEW_KEY,), "")]
)
def test_refuses_weak_keys_and_no_purpose(keys, purpose):
    with pytest.raises(ValueError, match="sealing needs"):
        Sealer(keys, purpose)


def test_secrets_are_short():
    with pytest.raises(ValueError, match="at most"):
        sealer().seal(b"x" * 65_537)
