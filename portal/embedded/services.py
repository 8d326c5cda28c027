"""Both services together: start what the environment does not name, hand over the addresses, stop."""

import os
import secrets
from pathlib import Path

from .place import Place, claim_first_free
from .postgres import Postgres
from .processes import Child
from .redis import Redis


class Services:
    """PostgreSQL and Redis in one place. `addresses` is what the portal needs in its environment."""

    def __init__(self, place: Place, *, volatile: bool) -> None:
        self.place = place
        self.postgres = None if os.environ.get("DATABASE_URL") else Postgres(place, volatile=volatile)
        self.redis = None if os.environ.get("REDIS_URL") else Redis(place)
        self.children: list[Child] = []

    @property
    def addresses(self) -> dict[str, str]:
        found = {}
        if self.postgres:
            found["DATABASE_URL"] = self.postgres.url
        if self.redis:
            found["REDIS_URL"] = self.redis.url
            found["CELERY_BROKER_URL"] = self.redis.broker_url
        return found

    def start(self) -> None:
        try:
            for service in (self.postgres, self.redis):
                if service:
                    self.children.append(service.start())
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Redis, then PostgreSQL; calling twice does no harm."""
        while self.children:
            self.children.pop().stop()
        self.place.release()


def start_for_tests(state: Path) -> Services:
    """Throw-away services for a test run; runs side by side get places of their own."""
    services = Services(claim_first_free(state), volatile=True)
    services.start()
    return services


def environment_for_tests(services: Services) -> dict[str, str]:
    """What the portal's settings need in a test run; values that are already set stay."""
    state = services.place.state
    static = state / "static"
    static.mkdir(exist_ok=True)
    defaults = {
        "SECRET_KEY": secrets.token_urlsafe(50),
        "STATICFILES_BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage",
        "STATIC_ROOT": str(static),
        "DATA_DIR": str(state / "data"),
        "EMAIL_URL": "memorymail://",
        "CONN_MAX_AGE": "0",
    }
    return {key: value for key, value in defaults.items() if key not in os.environ} | services.addresses
