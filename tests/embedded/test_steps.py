"""The small steps of a start: catalogues, stamps, restarts."""

import os
import signal
from pathlib import Path

import pytest

from portal.embedded import supervisor
from portal.embedded.messages import compile_stale
from portal.embedded.processes import Child, ServiceError, start_child
from portal.embedded.stamp import fingerprint, is_current, note
from portal.embedded.supervisor import Program

from .processes import eventually

CATALOGUE = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "Yes"\nmsgstr "Ja"\n'


def test_only_missing_or_old_catalogues_are_compiled(tmp_path: Path) -> None:
    source = tmp_path / "locale" / "de" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.write_text(CATALOGUE)
    target = source.with_suffix(".mo")
    assert compile_stale(tmp_path) == [target]
    assert compile_stale(tmp_path) == []
    os.utime(source, ns=(0, target.stat().st_mtime_ns + 1))
    assert compile_stale(tmp_path) == [target]


def test_a_broken_catalogue_is_an_error_with_its_place(tmp_path: Path) -> None:
    source = tmp_path / "locale" / "de" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.write_text(CATALOGUE + "nonsense\n")
    with pytest.raises(ServiceError, match=r"django\.po:6"):
        compile_stale(tmp_path)


def test_a_stamp_notices_changed_new_and_removed_files(tmp_path: Path) -> None:
    sources, stamp = tmp_path / "sources", tmp_path / "stamp"
    sources.mkdir()
    (sources / "a").write_text("1")
    note(stamp, fingerprint([sources]))
    assert is_current(stamp, fingerprint([sources]))
    (sources / "b").write_text("2")
    assert not is_current(stamp, fingerprint([sources]))
    (sources / "b").unlink()
    assert is_current(stamp, fingerprint([sources]))
    (sources / "a").write_text("12")
    assert not is_current(stamp, fingerprint([sources]))


def test_a_program_that_keeps_ending_is_given_up_with_its_last_words(tmp_path: Path) -> None:
    def start() -> Child:
        child = start_child("web", ["sh", "-c", "echo no luck; exit 3"], log=tmp_path / "web.log")
        child.popen.wait()
        return child

    program = Program(start)
    for second in range(supervisor.MOST_RESTARTS + 1):
        assert program.ensure(float(second))
    with pytest.raises(ServiceError, match=r"web keeps ending.*\nno luck"):
        program.ensure(10.0)
    assert program.ensure(supervisor.WITHIN_SECONDS + 1.0)  # much later it may try again


def test_stopping_ends_what_ignores_the_polite_request(tmp_path: Path) -> None:
    script = "trap '' TERM; echo up; sleep 60 & wait; wait"
    child = start_child("stubborn", ["sh", "-c", script], log=tmp_path / "log", patience=0.2)
    assert eventually(lambda: "up" in child.last_words(), 10)
    child.stop()
    assert child.popen.returncode == -signal.SIGKILL
