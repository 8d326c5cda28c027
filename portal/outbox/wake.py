"""Starting the delivery of mails."""

from portal.lib.jobs import publish, start_after_commit

__all__ = ["publish", "start_after_commit", "wake_delivery"]


def wake_delivery() -> None:
    """Start a delivery of mails once the current transaction is committed; the sweep makes up for a lost one."""
    from .tasks import deliver

    start_after_commit(deliver)
