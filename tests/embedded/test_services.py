"""Services for tests: start, stop, being killed, leftovers, neighbours."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from portal.embedded.place import FALLBACK, PlaceTakenError, claim_first_free, claim_place

from . import processes

SHOW = "import os, psycopg; c = psycopg.connect(os.environ['DATABASE_URL']); print(c.execute({!r}).fetchone()[0])"


def ask(begin, query: str) -> str:
    output, _ = begin("run", "--", sys.executable, "-c", SHOW.format(query)).communicate(timeout=30)
    return output.strip().splitlines()[-1]


def test_run_hands_over_addresses_and_returns_the_exit_code(begin) -> None:
    process = begin("run", "--", "sh", "-c", 'echo "$DATABASE_URL|$REDIS_URL|$CELERY_BROKER_URL"; exit 7')
    output, _ = process.communicate(timeout=30)
    database, redis, broker = output.strip().splitlines()[-1].split("|")
    folder = database.partition("?host=")[2]
    assert database == f"postgresql://kundencenter@/kundencenter?host={folder}"
    assert redis == f"unix://{folder}/redis.sock?db=0"
    assert broker == f"redis+socket://{folder}/redis.sock?virtual_host=0"
    assert process.returncode == 7


def test_named_services_are_used_and_not_started(begin) -> None:
    given = {"DATABASE_URL": "postgresql://db.example/x", "REDIS_URL": "redis://cache.example/0"}
    process = begin(
        "run", "--", "sh", "-c", 'echo "$DATABASE_URL $REDIS_URL ${CELERY_BROKER_URL:-unset}"', **given
    )
    output, _ = process.communicate(timeout=30)
    assert output == "postgresql://db.example/x redis://cache.example/0 unset\n"


def test_sorting_does_not_depend_on_the_machine(begin) -> None:
    query = (
        "SELECT datlocprovider::text || ' ' || datlocale FROM pg_database WHERE datname = current_database()"
    )
    assert ask(begin, query) == "b PG_UNICODE_FAST"


def test_the_portal_is_no_superuser(begin) -> None:
    query = "SELECT rolsuper::text || rolcreatedb::text FROM pg_roles WHERE rolname = current_user"
    assert ask(begin, query) == "falsetrue"


def test_killed_leaves_nothing_behind_and_the_next_run_works(begin) -> None:
    process = begin("run", "--", "sh", "-c", "setsid sleep 60 & sleep 0.3; echo up; wait")
    assert "up" in processes.read_until(process, "up")
    family = processes.descendants(process.pid)
    assert {"postgres", "redis-server", "sh", "sleep"} <= set(family.values())
    os.kill(process.pid, signal.SIGKILL)
    assert processes.eventually(lambda: not processes.alive(family), 5), processes.alive(family)
    assert ask(begin, "SELECT 1") == "1"


def test_a_stale_pid_file_of_somebody_else_is_not_believed(begin, state: Path) -> None:
    assert ask(begin, "SELECT 1") == "1"
    bystander = subprocess.Popen(["sleep", "60"])
    try:
        identity = state / "identity"
        cluster = (FALLBACK / identity.read_text() if identity.exists() else state) / "postgres"
        assert cluster.is_dir()
        (cluster / "postmaster.pid").write_text(f"{bystander.pid}\n{cluster}\n0\n5432\n\n\n0 0\nready\n")
        assert ask(begin, "SELECT 1") == "1"
        assert bystander.poll() is None
    finally:
        bystander.kill()
        bystander.wait()


def test_make_killed_ends_the_run(state: Path) -> None:
    """With --with-parent the run ends with the process that called it."""
    program = f"{sys.executable} -m portal.embedded --with-parent --state {state}"
    command = f"{program} run -- sh -c 'sleep 60 & echo up; wait'"
    shell = subprocess.Popen(
        ["sh", "-c", f"{command} & wait"],
        cwd=processes.ROOT,
        stdout=subprocess.PIPE,
        text=True,
        env={key: value for key, value in os.environ.items() if key not in processes.SERVICE_ADDRESSES},
    )
    processes.read_until(shell, "up")
    family = processes.descendants(shell.pid)
    assert "redis-server" in family.values()
    shell.kill()
    shell.wait()
    assert processes.eventually(lambda: not processes.alive(family), 10), processes.alive(family)
    assert shell.stdout
    shell.stdout.close()


def test_runs_side_by_side_get_places_of_their_own(tmp_path: Path) -> None:
    first = claim_first_free(tmp_path / "test")
    second = claim_first_free(tmp_path / "test")
    assert (first.state.name, second.state.name) == ("test", "test-2")
    assert first.sockets != second.sockets
    with pytest.raises(PlaceTakenError):
        claim_place(tmp_path / "test")
    first.release()
    assert claim_first_free(tmp_path / "test").state == first.state
    second.release()


def test_socket_paths_are_short_wherever_the_checkout_lies(tmp_path: Path) -> None:
    deep = tmp_path.joinpath(*["a-rather-long-folder-name"] * 6)
    place = claim_place(deep)
    assert place.sockets.is_dir()
    assert len(f"{place.sockets}/.s.PGSQL.5432.lock") <= 107
    assert place.sockets.stat().st_mode & 0o777 == 0o700
    place.release()
