"""What every test stands on: embedded services, a private place for files, fast but real hashing."""

import os
import re
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.conf import settings

from portal.embedded.messages import compile_stale
from portal.embedded.services import environment_for_tests, start_for_tests

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright's loop runs in the test's thread

# A busy machine is no fault of the code under test.
hypothesis.settings.register_profile(
    "portal", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("portal")

ROOT = Path(__file__).resolve().parent.parent


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Start PostgreSQL and Redis once, in the process that leads the run; workers inherit the addresses."""
    config.addinivalue_line("markers", "real_hash: hashes passwords with the parameters of production")
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    if worker:
        _use_own_redis_database(int(worker.removeprefix("gw")) + 1)
        return
    config.pluginmanager.register(BrowserTally(), "browser-tally")
    if config.option.collectonly or config.option.help:
        os.environ.setdefault("SECRET_KEY", "collecting")
    else:
        compile_stale(ROOT)
        services = start_for_tests(ROOT / "var" / "test")
        config.add_cleanup(services.stop)
        os.environ.update(environment_for_tests(services))
    _ = settings.DATABASES  # loads the settings; pytest-django sets Django up with loaded settings only


@pytest.hookimpl(trylast=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """The named cast knows the models, so it joins once Django is set up."""
    session.config.pluginmanager.import_plugin("tests.cast")


def _use_own_redis_database(number: int) -> None:
    """Workers share the server; each has its own cache and queue."""
    for name in ("REDIS_URL", "CELERY_BROKER_URL"):
        own = re.sub(r"(db|virtual_host)=\d+$", rf"\g<1>={number % 16}", getattr(settings, name))
        os.environ[name] = own
        setattr(settings, name, own)
    settings.CACHES["default"]["LOCATION"] = settings.REDIS_URL


class BrowserTally:
    """With REQUIRE_BROWSER=1 a run without executed browser tests, or with skipped ones, has failed."""

    def __init__(self) -> None:
        self.required = os.environ.get("REQUIRE_BROWSER") == "1"
        self.ran = 0
        self.skipped = 0

    @property
    def complaint(self) -> str:
        if not self.required or (self.ran and not self.skipped):
            return ""
        return f"REQUIRE_BROWSER is set, but {self.ran} browser tests ran and {self.skipped} were skipped."

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if "browser" in report.keywords:
            self.skipped += report.skipped
            self.ran += report.when == "call" and not report.skipped

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if self.complaint and session.exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if self.complaint:
            terminalreporter.write_line(self.complaint, red=True)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Tests that commit are cleaned up after by tests/emptying.py."""
    from tests import emptying

    with django_db_blocker.unblock():
        emptying.use_from_now_on()


@pytest.fixture(autouse=True)
def _cheap_hashing(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """The portal's own algorithm with the smallest parameters; `@pytest.mark.real_hash` keeps production's."""
    if request.node.get_closest_marker("real_hash"):
        return
    from portal.lib.hashing import PortalArgon2PasswordHasher

    monkeypatch.setattr(PortalArgon2PasswordHasher, "time_cost", 1)
    monkeypatch.setattr(PortalArgon2PasswordHasher, "memory_cost", 8)


@pytest.fixture(autouse=True)
def data_dir(tmp_path: Path, settings: Any) -> Path:
    """Documents and run files of one test, seen by no other."""
    folder = tmp_path / "data"
    folder.mkdir()
    settings.DATA_DIR = folder
    default = settings.STORAGES["default"] | {"OPTIONS": {"location": folder}}
    settings.STORAGES = settings.STORAGES | {"default": default}
    return folder


@pytest.fixture
def demo_mode(settings) -> None:
    """The portal as `make demo` starts it: /demo/post/ is there and shows what was sent."""
    import portal.urls  # noqa: F401 it reads DEMO_MODE once, and every other test means the portal without it

    settings.DEMO_MODE = True
    settings.ROOT_URLCONF = "tests.demo.urls"


@pytest.fixture(autouse=True)
def _clean_cache():
    """No test reads what another one cached."""
    yield
    from django.core.cache import cache

    cache.clear()
