"""A carrier to talk to (tests.carrier.tmf_server), for orders that are placed through the pages."""

from tests.carrier.conftest import _broker_is_quiet, server

__all__ = ["_broker_is_quiet", "server"]
