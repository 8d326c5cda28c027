"""A Redis cache that a page can live without."""

import logging
import time
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis.exceptions import RedisError, TimeoutError

log = logging.getLogger(__name__)
PATIENCE = 0.5  # seconds a page waits for an answer
SILENCE = (
    10.0  # seconds without a question after Redis did not answer in time: one that refuses costs nothing
)
_silent_until = 0.0


def _forgiving(name: str, otherwise: Any) -> Callable[..., Any]:
    """The client's method of that name, with an answer for when Redis is away."""
    method = getattr(RedisCacheClient, name)

    def call(self: RedisCacheClient, *args: Any) -> Any:
        if time.monotonic() < _silent_until:
            return otherwise
        try:
            return method(self, *args)
        except RedisError as error:
            _note(error)
            log.warning("cache is away: %s skipped", name)
            return otherwise

    return call


def _note(error: RedisError) -> None:
    """A Redis that hangs is left alone for a while, so that its pages wait once and not at every step."""
    global _silent_until
    if isinstance(error, TimeoutError):
        _silent_until = time.monotonic() + SILENCE


class ForgivingRedisClient(RedisCacheClient):
    """Every read misses and every write is dropped while Redis is away."""

    add = _forgiving("add", False)
    set = _forgiving("set", None)
    touch = _forgiving("touch", False)
    delete = _forgiving("delete", False)
    has_key = _forgiving("has_key", False)
    get_many = _forgiving("get_many", {})
    set_many = _forgiving("set_many", None)
    delete_many = _forgiving("delete_many", None)
    clear = _forgiving("clear", False)

    def get(self, key: Any, default: Any) -> Any:
        return _forgiving("get", default)(self, key, default)

    def incr(self, key: Any, delta: int) -> int:
        """Counting fails, as on any missing key: a counter that quietly starts again counts nothing."""
        if time.monotonic() >= _silent_until:
            try:
                return super().incr(key, delta)
            except RedisError as error:
                _note(error)
        log.warning("cache is away: incr refused")
        raise ValueError(f"Key {key!r} not found: the cache is away")


class ForgivingRedisCache(RedisCache):
    """Django's Redis cache for what may be forgotten at any time; nothing that must last is kept here."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        options = {
            "socket_timeout": PATIENCE,
            "socket_connect_timeout": PATIENCE,
            **params.get("OPTIONS", {}),
        }
        super().__init__(server, {**params, "OPTIONS": options})
        self._class = ForgivingRedisClient
