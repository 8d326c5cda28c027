"""The password rule, by tables and properties (A5)."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.rules.own_words import own_words
from accounts.rules.password import MAX_LENGTH, Check, Fault, Kind, faults, kinds

NOTHING = Check()
ERIKA = Check(
    own_words=own_words(
        ["Erika", "Mustermann", "Mailänder Straße 2", "Hannover", "Frau Li Max"],
        whole=["4999999999", "30539"],
    )
)


@pytest.mark.parametrize(
    ("password", "expected"),
    [
        ("Sommer-7", []),
        ("Sommerab", [Fault.TOO_SIMPLE]),  # upper case alone
        ("sommer77", [Fault.TOO_SIMPLE]),  # digits alone; lower case is no kind
        ("sommer--", [Fault.TOO_SIMPLE]),
        ("Sommer77", []),
        ("Sommer--", []),
        ("sommer-7", []),
        ("mein Hut", []),  # a blank is a special character
        ("SOMMERXY", [Fault.TOO_SIMPLE]),
        ("Somme-7", [Fault.TOO_SHORT]),
        ("somme", [Fault.TOO_SHORT, Fault.TOO_SIMPLE]),
        ("", [Fault.TOO_SHORT, Fault.TOO_SIMPLE]),
        ("abcdefghijklmn", [Fault.TOO_SIMPLE]),  # 14
        ("abcdefghijklmno", []),  # 15 need no kind
        ("A1" + "x" * 126, []),
        ("A1" + "x" * 127, [Fault.TOO_LONG]),
        ("Äpfel-ßßß", []),
        ("пароль-ДЛЯ", []),
        ("密码密码密码密码", [Fault.TOO_SIMPLE]),
        ("密码密码密码密码密码密码密码密", []),
        ("😀😀😀😀😀😀😀7", []),
        ("Sommer\x007", [Fault.NOT_TEXT]),
        ("Sommer-\ud800", [Fault.NOT_TEXT]),
    ],
)
def test_a5_shape(password, expected):
    assert faults(password, NOTHING) == expected


def test_a5_composed_and_decomposed_umlauts_are_one_character():
    assert faults(unicodedata.normalize("NFD", "Äääääää7"), NOTHING) == []
    assert faults(unicodedata.normalize("NFD", "Äääääa7"), NOTHING) == [Fault.TOO_SHORT]


@pytest.mark.parametrize(
    "password",
    [
        "4999999999-Ab",
        "ab-4999999999",
        "Mustermann-7",
        "xX7MUSTERMANN",
        "erika.Sonne1",
        "Hannover-96-er",
        "Wohne-in-30539",
        "Mailänder-7x",
        "mailaender-7",
        "Max-1234567",
        "12345-mAx-678",
    ],
)
def test_a5_refuses_own_number_name_and_address(password):
    assert faults(password, ERIKA) == [Fault.OWN_DATA]


@pytest.mark.parametrize("password", ["Strasse-und-7", "Maximal-Laut-7", "Blick-Linie-7", "Frau-Holle-77"])
def test_a5_harmless_words_are_no_own_data(password):
    assert faults(password, ERIKA) == []


def test_a5_common_words_of_a_name_do_not_count():
    assert own_words(["Gasthaus von der Heide GmbH"]) == {"gasthaus", "heide"}


def test_a5_asks_the_lists():
    assert faults("Sommer-7", Check(is_known=lambda password: password == "Sommer-7")) == [Fault.COMMON]


@given(st.text())
def test_a5_accepts_exactly_what_the_rule_says(password):
    composed = unicodedata.normalize("NFC", password)
    counted = {"upper": False, "digit": False, "special": False}
    for character in composed:
        category = unicodedata.category(character)
        counted["upper"] |= category == "Lu"
        counted["digit"] |= category == "Nd"
        counted["special"] |= not category.startswith(("L", "N"))
    expected = (
        8 <= len(composed) <= MAX_LENGTH
        and (len(composed) >= 15 or sum(counted.values()) >= 2)
        and not any(unicodedata.category(character) in ("Cc", "Cs") for character in composed)
    )
    assert (faults(password, NOTHING) == []) is expected


@given(st.text())
def test_a5_the_composed_form_decides(password):
    decomposed = unicodedata.normalize("NFD", password)
    assert faults(decomposed, NOTHING) == faults(unicodedata.normalize("NFC", decomposed), NOTHING)


@given(st.text(alphabet="abcXYZäöüßéÄ", min_size=4, max_size=12), st.text("aB1- "), st.text("aB1- "))
def test_a5_an_own_word_is_found_anywhere(word, before, after):
    password = f"{before}{word.upper()}{after}"
    assert Fault.OWN_DATA in faults(password, Check(own_words=own_words([word])))


def test_a5_kinds_are_named():
    assert kinds("aA1-") == {Kind.UPPER, Kind.DIGIT, Kind.SPECIAL}
    assert kinds("abc") == set()
