"""The service centre's pages about contracts."""

from . import declarations  # noqa: F401 registers
