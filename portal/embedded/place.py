"""Where embedded services keep their data, and who may use it."""

import fcntl
import hashlib
import os
import pwd
import secrets
import shutil
import stat
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from .processes import Account, ServiceError

ROOT = Path(__file__).resolve().parent.parent.parent
SYSTEM_USER = "pgserver"
# For root only, when the checkout lies where the system user cannot go (/root, a private temporary folder).
FALLBACK = Path("/var/lib/kundencenter-embedded")
LONGEST_SOCKET = 107 - len("/.s.PGSQL.5432.lock")


class PlaceTakenError(ServiceError):
    """Another run works in this state directory."""


@dataclass
class Place:
    """A state directory claimed by this process; the kernel gives the claim back when the process ends."""

    state: Path
    sockets: Path
    account: Account | None
    claim: int | None

    @property
    def logs(self) -> Path:
        return self.state / "log"

    def release(self) -> None:
        """Give the place back and tidy up; calling twice does no harm."""
        if self.claim is not None:
            shutil.rmtree(self.sockets, ignore_errors=True)
            os.close(self.claim)
            self.claim = None

    def readable_by_service(self, path: Path) -> bool:
        """Can the system user reach `path`? Only asked when we are root."""
        return self.account is None or all(_passable(folder, self.account) for folder in path.parents)

    def service_folder(self, name: str) -> Path:
        """A folder of this state for the system user, beside the checkout if that is closed to it."""
        here = self.state / name
        if self.readable_by_service(here):
            return here
        identity = self.state / "identity"
        if not identity.exists():
            identity.write_text(secrets.token_hex(8))
        there = FALLBACK / identity.read_text()
        there.mkdir(parents=True, exist_ok=True, mode=0o755)
        (there / "belongs-to").write_text(str(self.state.resolve()))
        _remove_abandoned()
        return there / name


def claim_place(state: Path) -> Place:
    """Take the state directory for this process, or raise PlaceTakenError."""
    (state / "log").mkdir(parents=True, exist_ok=True)
    state.chmod(0o711)
    claim = os.open(state / "claim", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(claim, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(claim)
        raise PlaceTakenError(f"{state} is in use: stop the other run first.") from None
    account = _service_account()
    return Place(state, _socket_folder(state, account), account, claim)


def claim_first_free(base: Path) -> Place:
    """Take `base`, or base-2, base-3 … when runs happen side by side."""
    for number in range(1, 33):
        try:
            return claim_place(base if number == 1 else base.with_name(f"{base.name}-{number}"))
        except PlaceTakenError:
            continue
    raise PlaceTakenError(f"{base} and 31 neighbours are in use.")


def _service_account() -> Account | None:
    """PostgreSQL refuses to run as root; then, and only then, it gets a user of its own."""
    if os.geteuid() != 0:
        return None
    try:
        entry = pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        print(
            f"PostgreSQL does not run as root: creating the system user “{SYSTEM_USER}” for it.", flush=True
        )
        command = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", SYSTEM_USER]
        outcome = subprocess.run(command, capture_output=True, text=True)
        try:
            entry = pwd.getpwnam(SYSTEM_USER)  # somebody else may have been faster
        except KeyError:
            raise ServiceError(f"The user “{SYSTEM_USER}” could not be created: {outcome.stderr}") from None
    return Account(entry.pw_uid, entry.pw_gid)


def _socket_folder(state: Path, account: Account | None) -> Path:
    """A private folder with a short name: the path of a socket may have 107 bytes only."""
    key = hashlib.sha256(f"{os.geteuid()}:{state.resolve()}".encode()).hexdigest()[:12]
    base = Path(tempfile.gettempdir())
    folder = base / f"kundencenter-{key}"
    if len(os.fsencode(folder)) > LONGEST_SOCKET or (account and not _passable(base, account)):
        folder = Path("/tmp") / folder.name
    owner = account.uid if account else os.geteuid()
    folder.mkdir(mode=0o700, exist_ok=True)
    if account and folder.lstat().st_uid == os.geteuid():
        os.chown(folder, account.uid, account.gid)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != owner or found.st_mode & 0o077:
        raise ServiceError(f"{folder} exists and belongs to somebody else; remove it.")
    return folder


def _passable(folder: Path, account: Account) -> bool:
    found = folder.stat()
    return bool(found.st_mode & 0o001) or (found.st_uid == account.uid and bool(found.st_mode & 0o100))


def copy_for_service(source: Path, parts: list[Path], name: str) -> Path:
    """A copy of some parts of `source` that the system user can reach; made once, whole or not at all."""
    target = FALLBACK / name
    if not target.exists():
        FALLBACK.mkdir(parents=True, exist_ok=True, mode=0o755)
        fresh = Path(tempfile.mkdtemp(prefix=f".{name}.", dir=FALLBACK))
        for part in parts:
            shutil.copytree(source / part, fresh / part, symlinks=True)
        for folder in [fresh, *(path for path in fresh.rglob("*") if path.is_dir())]:
            folder.chmod(0o755)
        try:
            fresh.rename(target)
        except OSError:
            shutil.rmtree(fresh)  # somebody else was faster
    return target


def _remove_abandoned() -> None:
    """Folders beside checkouts that are gone, or that began anew."""
    for owner in FALLBACK.glob("*/belongs-to"):
        identity = Path(owner.read_text()) / "identity"
        if not identity.exists() or identity.read_text() != owner.parent.name:
            shutil.rmtree(owner.parent, ignore_errors=True)
