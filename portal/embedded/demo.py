"""`make demo`: the whole portal on this machine, with demo data."""

import http.client
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

from .messages import compile_stale
from .place import ROOT, Place, claim_place
from .processes import ServiceError, ignore_signals, start_child, wait_until
from .services import Services
from .stamp import fingerprint, is_current, note
from .supervisor import Program, supervise

STATIC_SOURCES = ("static", "portal/shell/css", "requirements/base.txt", "portal/settings/__init__.py")


class Demo:
    """One demo in one state directory, from the first step to the last process."""

    def __init__(self, state: Path) -> None:
        self.state = state
        self.host = os.environ.get("HOST") or "127.0.0.1"
        self.port = _port(os.environ.get("PORT") or "8000")
        self.began = time.monotonic()

    def run(self) -> int:
        self._require_free_port()
        place = claim_place(self.state)
        services = Services(place, volatile=False)
        programs: list[Program] = []
        try:
            services.start()
            env = self._environment(services)
            self._prepare(services, env)
            programs += self._programs(place, env)
            web, *others = programs
            logins = _start_printing_logins(env)
            web.ensure(time.monotonic())
            self._wait_for_page(web)
            for program in others:
                program.ensure(time.monotonic())
            self._greet(env["SITE_URL"], logins)
            supervise(programs, services.children)
        finally:
            stop_all(programs, services)
        return 0

    def _environment(self, services: Services) -> dict[str, str]:
        """Everything the portal's settings need; what the caller has set stays."""
        name = "localhost" if self.host in ("0.0.0.0", "::") else self.host
        address = f"[{name}]" if ":" in name else name
        hosts = {"127.0.0.1", "localhost", "[::1]", address, socket.gethostname()}
        defaults = {
            "DEMO_MODE": "1",
            "SECRET_KEY": _secret_key(self.state / "secret-key"),
            "SITE_URL": f"http://{address}:{self.port}",
            "ALLOWED_HOSTS": ",".join(sorted(hosts)),
            "DATA_DIR": str(self._data),
            "STATIC_ROOT": str(self.state / "static"),
            "EMAIL_URL": "dummymail://",  # /demo/post/ shows what was sent
        }
        return defaults | os.environ | services.addresses | {"PYTHONUNBUFFERED": "1"}

    @property
    def _data(self) -> Path:
        return self.state / "data"

    def _prepare(self, services: Services, env: dict[str, str]) -> None:
        """Bring database, texts, static files and demo data up to date; cheap when they are."""
        compile_stale(ROOT)
        self._forget_lost_database(services)
        migrations = fingerprint(
            [
                *sorted(ROOT.glob("*/migrations/*.py")),
                *sorted(ROOT.glob("portal/*/migrations/*.py")),
                ROOT / "requirements" / "base.txt",
            ]
        )
        self._when_changed("migrated", migrations, "migrating the database", ["migrate"], env)
        static = fingerprint(ROOT / name for name in STATIC_SOURCES)
        self._when_changed(
            "collected", static, "collecting static files", ["collectstatic", "--noinput"], env
        )
        if _demo_command() and not self._mark("filled").exists():
            self._mark("filling").touch()
            self._step("importing the demo data, only this once", ["demo"], env)
            self._mark("filled").touch()
            self._mark("filling").unlink()

    def _forget_lost_database(self, services: Services) -> None:
        """Half a demo is worse than none: what an interrupted import left is dropped, if it is ours."""
        database = services.postgres
        if database and self._mark("filling").exists():
            database.empty()
        if database is None:
            self._mark("migrated.stamp").unlink(missing_ok=True)  # somebody else's: always look
        elif database.is_new:
            for mark in ("filled", "filling", "migrated.stamp"):
                self._mark(mark).unlink(missing_ok=True)
            shutil.rmtree(self._data, ignore_errors=True)

    def _mark(self, name: str) -> Path:
        return self.state / name

    def _when_changed(
        self, mark: str, value: str, title: str, arguments: list[str], env: dict[str, str]
    ) -> None:
        stamp = self._mark(f"{mark}.stamp")
        if not is_current(stamp, value):
            self._step(title, [*arguments, "--verbosity", "0"], env)
            note(stamp, value)

    def _step(self, title: str, arguments: list[str], env: dict[str, str]) -> None:
        print(f"{title} …", flush=True)
        log = self.state / "log" / f"{arguments[0]}.log"
        child = start_child(title, [sys.executable, "manage.py", *arguments], log=log, env=env, cwd=ROOT)
        try:
            code = child.popen.wait()
        finally:
            child.patience = 1
            child.stop()
        if code:
            raise ServiceError(f"{title}: failed ({log}):\n{child.last_words(40)}")

    def _programs(self, place: Place, env: dict[str, str]) -> list[Program]:
        """web first: the page waits for it alone."""
        celery = [sys.executable, "-m", "celery", "-A", "portal.celery"]
        web = [sys.executable, "-m", "gunicorn", "portal.wsgi:application", "--config"]
        web += ["python:portal.embedded.gunicorn_conf", "--bind", self._bind, "--worker-class", "gthread"]
        web += ["--workers", "2", "--threads", "4", "--graceful-timeout", "5", "--no-control-socket"]
        worker = [*celery, "worker", "--concurrency", "2", "--loglevel", "INFO", "--without-gossip"]
        worker += ["--without-mingle"]
        beat = [*celery, "beat", "--loglevel", "INFO", "--schedule", str(self.state / "beat-schedule")]
        beat += ["--pidfile", ""]

        def program(name: str, argv: list[str]) -> Program:
            log = place.logs / f"{name}.log"
            return Program(lambda: start_child(name, argv, log=log, env=env, cwd=ROOT))

        return [program("web", web), program("beat", beat), program("worker", worker)]

    @property
    def _bind(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    def _require_free_port(self) -> None:
        """Say so before anything starts. A demo that was just killed may need a moment to let go."""
        for attempt in range(10):
            try:
                family = socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM)[0]
                with socket.socket(family[0], socket.SOCK_STREAM) as door:
                    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                    door.bind(family[4])
                return
            except socket.gaierror:
                raise ServiceError(f"HOST={self.host} is not an address of this machine.") from None
            except PermissionError:
                raise ServiceError(
                    f"Port {self.port} needs rights you do not have: PORT=8001 make demo"
                ) from None
            except OSError as error:
                if attempt == 9:
                    raise ServiceError(
                        f"Port {self.port} on {self.host} is not free ({error.strerror}). "
                        f"Choose another: make demo PORT={self.port + 1}"
                    ) from None
                time.sleep(0.1)

    def _wait_for_page(self, web: Program) -> None:
        assert web.child is not None
        wait_until(self._healthy, web.child, seconds=60)

    def _healthy(self) -> bool:
        local = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)
        line = http.client.HTTPConnection(local, self.port, timeout=5)
        try:
            line.request("GET", "/gesundheit/", headers={"Host": f"localhost:{self.port}"})
            return line.getresponse().status == 200
        except OSError:
            return False
        finally:
            line.close()

    def _greet(self, address: str, logins: "subprocess.Popen[str] | None") -> None:
        seconds = time.monotonic() - self.began
        print(f"\nThe portal is ready after {seconds:.1f} s:  {address}/\n", flush=True)
        if logins:
            text, _ = logins.communicate()
            print(text if logins.returncode == 0 else "", flush=True)
        print(f"Logs: {self.state / 'log'}. Ctrl-C stops everything.", flush=True)


def stop_all(programs: list[Program], services: Services) -> None:
    """worker → beat → web → Redis → PostgreSQL; a second Ctrl-C does not interrupt it."""
    ignore_signals()
    children = [program.child for program in reversed(programs) if program.child]
    for child in children:
        if child.running:
            child.popen.send_signal(child.stop_signal)
    for child in children:
        child.stop()
    services.stop()


def _demo_command() -> Path | None:
    """The room that fills the demo, if this portal carries it."""
    return next(ROOT.glob("portal/*/management/commands/demo.py"), None)


def _start_printing_logins(env: dict[str, str]) -> "subprocess.Popen[str] | None":
    if not _demo_command():
        return None
    command = [sys.executable, "manage.py", "demo", "--print-logins"]
    return subprocess.Popen(
        command,
        cwd=ROOT,
        env=env,
        text=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )


def _secret_key(file: Path) -> str:
    """Made once; sealed data and sessions of the demo outlive a restart."""
    if not file.exists():
        fresh = file.with_name(file.name + ".new")
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(50))
        fresh.rename(file)
    return file.read_text()


def _port(text: str) -> int:
    if text.isdecimal() and 0 < int(text) < 65536:
        return int(text)
    raise ServiceError(f"PORT={text} is not a port number.")
