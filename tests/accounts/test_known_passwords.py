"""Common and breached passwords (A5)."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.rules.known_passwords import is_breached, is_known_password


def write_hashes(path, passwords, *, end="\n", suffix=":7"):
    lines = sorted(hashlib.sha1(password.encode()).hexdigest().upper() + suffix for password in passwords)
    path.write_bytes(b"".join(line.encode() + end.encode() for line in lines))
    return path


@pytest.mark.parametrize("password", ["password1", "PassWord1", "qwertyuiop", "iloveyou!"[:-1]])
def test_a5_common_ones_are_known_whatever_their_case(password):
    assert is_known_password(password, breached_file="")


def test_a5_a_good_one_is_not_known():
    assert not is_known_password("Sommer-Wiese-7", breached_file="")


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("suffix", ["", ":1", ":23597311"])
def test_a5_finds_every_line_and_nothing_else(tmp_path, end, suffix):
    passwords = [f"Kennwort-{number}" for number in range(300)]
    path = write_hashes(tmp_path / "breached.txt", passwords, end=end, suffix=suffix)
    assert [password for password in passwords if not is_breached(password, path)] == []
    assert [number for number in range(300) if is_breached(f"Anderes-{number}", path)] == []
    assert is_known_password("Kennwort-17", breached_file=str(path))


def test_a5_small_letters_and_a_missing_last_line_end_are_read(tmp_path):
    path = write_hashes(tmp_path / "breached.txt", ["Eins-Zwei-3", "Vier-Fuenf-6"])
    path.write_bytes(path.read_bytes().lower().rstrip())
    assert is_breached("Eins-Zwei-3", path)
    assert is_breached("Vier-Fuenf-6", path)


def test_a5_an_empty_file_knows_nothing(tmp_path):
    path = tmp_path / "breached.txt"
    path.touch()
    assert not is_breached("Eins-Zwei-3", path)


@given(
    st.sets(st.text(alphabet="abc123", min_size=1, max_size=4), min_size=1),
    st.text(alphabet="abc123", max_size=4),
)
def test_a5_the_search_agrees_with_looking_at_every_line(tmp_path_factory, passwords, wanted):
    path = write_hashes(tmp_path_factory.mktemp("hashes") / "breached.txt", passwords, suffix="")
    assert is_breached(wanted, path) is (wanted in passwords)
