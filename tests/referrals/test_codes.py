"""G2: codes that cannot be guessed, are hard to misread, and show when they were mistyped."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referrals import codes
from referrals.codes import ALPHABET, BASE, LENGTH, PREFIXES, RANDOM_SIGNS, check_sign, grouped, parse

MILLION = 1_000_000
KINDS = st.sampled_from(sorted(PREFIXES))
BODIES = st.text(alphabet=ALPHABET, min_size=RANDOM_SIGNS, max_size=RANDOM_SIGNS)


def plain(code: str) -> str:
    return code.replace("-", "")


@st.composite
def a_code(draw) -> str:
    body = PREFIXES[draw(KINDS)] + draw(BODIES)
    return grouped(body + check_sign(body))


def test_g2_the_alphabet_has_no_twins_no_vowels_and_a_prime_size():
    assert set(ALPHABET).isdisjoint("01OILBSZUVYAE")
    assert len(set(ALPHABET)) == BASE == 23
    assert all(BASE % divisor for divisor in range(2, BASE))
    assert LENGTH < BASE


def test_g2_the_odds_the_docstring_states():
    codes_of_a_kind = BASE**RANDOM_SIGNS
    assert f"{codes_of_a_kind:.2e}" == "1.16e+19"
    assert f"{MILLION / codes_of_a_kind:.1e}" == "8.6e-14"
    collision = MILLION**2 / (2 * codes_of_a_kind)
    assert f"{collision:.1e}" == "4.3e-08"
    assert collision < 1e-6
    years = codes_of_a_kind / MILLION / 1000 / (365.25 * 24 * 3600)
    assert round(years, -1) == 370


@pytest.mark.slow
def test_g2_a_million_codes_are_a_million_different_ones():
    assert len({codes.generate("existing") for _n in range(MILLION)}) == MILLION


def test_g2_every_sign_is_drawn_at_every_random_place():
    drawn = [plain(codes.generate("new")) for _n in range(3000)]
    for place in range(1, LENGTH):
        assert {code[place] for code in drawn} == set(ALPHABET)


@pytest.mark.parametrize("kind", PREFIXES)
def test_g2_a_fresh_code_is_its_own_and_tells_its_kind(kind: str):
    code = codes.generate(kind)
    assert parse(code) == code
    assert codes.kind_of(code) == kind
    assert [len(group) for group in code.split("-")] == [4, 4, 4, 4]


def test_g2_an_unknown_kind_makes_no_code():
    with pytest.raises(KeyError):
        codes.generate("other")


@pytest.mark.parametrize("kind", PREFIXES)
def test_g2_every_single_wrong_sign_is_found(kind: str):
    for _sample in range(30):
        signs = plain(codes.generate(kind))
        for place, sign in enumerate(signs):
            for other in ALPHABET:
                if other != sign:
                    assert parse(signs[:place] + other + signs[place + 1 :]) is None


@pytest.mark.parametrize("kind", PREFIXES)
def test_g2_every_swap_of_two_signs_is_found_neighbours_or_not(kind: str):
    for _sample in range(30):
        signs = list(plain(codes.generate(kind)))
        for first in range(LENGTH):
            for second in range(first + 1, LENGTH):
                if signs[first] == signs[second]:
                    continue
                swapped = signs.copy()
                swapped[first], swapped[second] = swapped[second], swapped[first]
                assert parse("".join(swapped)) is None


def test_g2_the_scheme_finds_every_wrong_and_every_swapped_sign_whatever_the_code():
    """The proof, exhaustively: an error moves the sum by one of these amounts, and none of them is 0."""
    differences = range(1, BASE)
    for position in range(1, LENGTH + 1):
        assert all(position * difference % BASE for difference in differences)
        for other in range(position + 1, LENGTH + 1):
            assert all((other - position) * difference % BASE for difference in differences)


@given(a_code())
def test_g2_a_code_survives_being_written_and_read(code: str):
    assert parse(code) == code
    assert parse(plain(code)) == code


@given(a_code(), st.lists(st.tuples(st.integers(0, 25), st.sampled_from(" -–\t\n\u00a0")), max_size=12))
def test_g2_small_letters_blanks_and_hyphens_are_forgiven(code: str, breaks: list[tuple[int, str]]):
    typed = plain(code).lower()
    for place, sign in breaks:
        typed = typed[:place] + sign + typed[place:]
    assert parse(typed) == code


@given(a_code())
def test_g2_letters_that_look_like_a_digit_are_read_as_the_digit(code: str):
    assert parse(code.translate(str.maketrans("852", "BSZ"))) == code


@given(st.text(max_size=80))
def test_g2_whatever_is_typed_gives_a_code_or_nothing(text: str):
    found = parse(text)
    assert found is None or parse(found) == found


@pytest.mark.parametrize(
    "typed", ["", "-", "K", "K" * 15, "K" * 17, "x" * 61, "K7PM-HQ2X-RT9D", "ＫＷ７Ｐ", "K7PM_HQ2X_RT9D_CW4G"]
)
def test_g2_what_cannot_be_a_code_is_none(typed: str):
    assert parse(typed) is None


def test_g2_a_right_check_sign_under_a_foreign_prefix_is_no_code():
    body = "X" + "7" * RANDOM_SIGNS
    assert parse(body + check_sign(body)) is None
