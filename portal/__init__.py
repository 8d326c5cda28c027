"""The ground and the roof: what every room stands on and hangs from."""

from portal.celery import app as celery_app

__all__ = ["celery_app"]
