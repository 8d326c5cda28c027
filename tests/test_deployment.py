"""Dockerfile, docker-compose.yml, Caddyfile and their documentation agree with each other and with the code.

No Docker engine runs here: what a parser can see is checked.
"""

import json
import re
import sysconfig
from pathlib import Path
from typing import Any

import django.core
import pytest
import yaml
from celery.bin.beat import beat
from celery.bin.worker import worker
from django.core.management import find_commands
from gunicorn.config import Config

from portal.embedded.postgres import INITDB
from portal.settings.schedule import CELERY_BEAT_SCHEDULE

ROOT = Path(__file__).resolve().parent.parent
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
PORTAL = {"migrate", "web", "worker", "beat"}
DOCKERFILE = re.sub(r"\\\n\s*", " ", (ROOT / "Dockerfile").read_text())
CELERY_COMMANDS = {"worker": worker, "beat": beat}
OPERATIONS = (ROOT / "docs" / "operations.md").read_text()


def variables_of_the_settings() -> set[str]:
    source = "\n".join(path.read_text() for path in (ROOT / "portal" / "settings").glob("*.py"))
    return set(re.findall(r'\benv(?:\.\w+)?\(\s*"([A-Z_]+)"', source))


def variables_of_compose() -> set[str]:
    return set(re.findall(r"(?<!\$)\$\{([A-Z_]+)", (ROOT / "docker-compose.yml").read_text()))


def variables_of_env_example() -> set[str]:
    return set(re.findall(r"^#?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))


def test_the_services_are_those_of_the_documentation() -> None:
    described = re.findall(r"^\| `(\w+)` \| .* \| .* \|$", OPERATIONS.split("## Settings")[0], re.MULTILINE)
    assert set(described) == set(SERVICES) == PORTAL | {"postgres", "redis", "caddy"}


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_references_of_a_service_resolve(name: str) -> None:
    service = SERVICES[name]
    for other, condition in service.get("depends_on", {}).items():
        needed = {"service_healthy": "healthcheck", "service_completed_successfully": "command"}
        assert needed[condition["condition"]] in SERVICES[other]
    assert set(service["networks"]) <= set(COMPOSE["networks"])
    for volume in service.get("volumes", []):
        source = volume.split(":")[0]
        if source.startswith("./"):
            assert source == "./brand" or (ROOT / source).exists()
        else:
            assert source in COMPOSE["volumes"]
    assert "image" in service
    assert ("build" in service) == (name in PORTAL)


def test_every_named_volume_is_used() -> None:
    mounted = {volume.split(":")[0] for service in SERVICES.values() for volume in service.get("volumes", [])}
    assert set(COMPOSE["volumes"]) == {name for name in mounted if not name.startswith("./")}


def test_data_that_must_last_lie_in_volumes() -> None:
    assert "database:/var/lib/postgresql" in SERVICES["postgres"]["volumes"]
    assert "certificates:/data" in SERVICES["caddy"]["volumes"]
    for name in PORTAL:
        assert "documents:/data" in SERVICES[name]["volumes"]


@pytest.mark.parametrize("name", sorted(PORTAL))
def test_the_settings_know_every_variable_they_are_given(name: str) -> None:
    assert set(SERVICES[name]["environment"]) - variables_of_the_settings() == set()


def test_the_image_sets_known_variables_only() -> None:
    environment = re.search(r"^ENV (.*)$", DOCKERFILE, re.MULTILINE)
    assert environment
    names = set(re.findall(r"([A-Z_]+)=", environment[1]))
    assert names - variables_of_the_settings() == {"PATH", "PYTHONUNBUFFERED", "XDG_CACHE_HOME"}


def test_env_example_names_what_compose_asks_for() -> None:
    passed_on = {
        key for name in PORTAL for key, value in SERVICES[name]["environment"].items() if value is None
    }
    assert variables_of_env_example() == variables_of_compose() | (passed_on - {"BREACHED_PASSWORDS_FILE"})


def test_operations_describes_every_variable() -> None:
    table = OPERATIONS.split("## Settings")[1].split("## Brand")[0]
    assert set(re.findall(r"^\| `([A-Z_]+)` \|", table, re.MULTILINE)) == variables_of_the_settings()
    assert variables_of_env_example() - set(re.findall(r"`([A-Z_]+)`", table)) == set()


@pytest.mark.parametrize("name", sorted(PORTAL - {"web"}))
def test_commands_exist(name: str) -> None:
    program, *arguments = SERVICES[name]["command"]
    assert (Path(sysconfig.get_path("scripts")) / program).exists()
    if program == "python":
        assert (ROOT / arguments[0]).is_file()
        assert find_commands(str(Path(django.core.__file__).parent / "management")).count(arguments[1]) == 1
        return
    assert arguments[:3] == ["-A", "portal.celery", name]
    known = {option for parameter in CELERY_COMMANDS[name].params for option in parameter.opts}
    assert {word for word in arguments[3:] if word.startswith("-")} <= known


def test_the_web_server_understands_its_options() -> None:
    command = re.search(r"^CMD (\[.*\])$", DOCKERFILE, re.MULTILINE)
    assert command
    program, *arguments = json.loads(command[1])
    assert program == "gunicorn"
    options = Config().parser().parse_args(arguments)
    assert options.args == ["portal.wsgi:application"]
    assert (options.worker_class, options.threads) == ("gthread", 4)


def test_copied_paths_exist() -> None:
    copies = re.findall(r"^COPY (?!--from)(\S+) (\S+)$", DOCKERFILE, re.MULTILINE)
    missing = [source for source, _ in copies if not (ROOT / source).exists()]
    assert missing == []


def test_every_room_is_in_the_image() -> None:
    copied = set(re.findall(r"^COPY (?!--from)(\S+) ", DOCKERFILE, re.MULTILINE))
    rooms = {path.parent.name for path in ROOT.glob("*/apps.py")}
    assert rooms | {"portal", "templates", "static", "locale", "manage.py"} <= copied


def test_the_image_does_not_run_as_root() -> None:
    users = re.findall(r"^USER (\w+)$", DOCKERFILE, re.MULTILINE)
    assert users == ["portal"]
    assert "--require-hashes" in DOCKERFILE


def test_databases_sort_alike_in_demo_and_production() -> None:
    assert SERVICES["postgres"]["environment"]["POSTGRES_INITDB_ARGS"].split() == INITDB


def test_only_caddy_is_reachable_and_trusted() -> None:
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["caddy"]
    address = SERVICES["caddy"]["networks"]["inside"]["ipv4_address"]
    assert {SERVICES[name]["environment"]["TRUSTED_PROXIES"] for name in PORTAL} == {address}


def test_caddy_knows_the_web_service() -> None:
    caddyfile = (ROOT / "Caddyfile").read_text()
    assert re.search(r"dynamic a \{\s+name web\s+port 8000", caddyfile)
    assert set(re.findall(r"\{\$([A-Z_]+)\}", caddyfile)) == set(SERVICES["caddy"]["environment"])


def test_every_dependency_has_its_reason() -> None:
    """docs/adr/0005 and requirements/*.in name the same packages."""
    named = set()
    for file in (ROOT / "requirements").glob("*.in"):
        named |= set(re.findall(r"^([a-z][\w-]*)", file.read_text(), re.MULTILINE))
    rows = re.findall(r"^\| ([a-z][\w, -]*) \| ", (ROOT / "docs/adr/0005-dependencies.md").read_text(), re.M)
    explained = {name.strip() for row in rows for name in row.split(",")}
    explained -= {"runs the portal", "demo and tests", "checks the portal"}
    assert explained == named


def test_operations_names_every_job() -> None:
    """The table of jobs and the schedule name the same tasks."""
    table = OPERATIONS.split("## Jobs")[1].split("## Watch")[0]
    named = re.findall(r"^\| [^|]+ \| `([\w.]+)` \|", table, re.MULTILINE)
    assert sorted(named) == sorted(job["task"] for job in CELERY_BEAT_SCHEDULE.values())
