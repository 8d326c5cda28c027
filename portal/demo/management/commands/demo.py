"""`manage.py demo`: fill an empty portal with the demo carrier (called by `make demo`)."""

import tempfile
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import Customer
from portal.demo.filling import SIZES, fill
from portal.demo.logins import printed


class Command(BaseCommand):
    help = "Fills an empty portal with invented customers and invoices, through the real imports."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--print-logins", action="store_true", help="only print who can log in")

    def handle(self, *args: Any, print_logins: bool, **options: Any) -> None:
        if print_logins:
            self.stdout.write(printed())
            return
        if not settings.DEMO_MODE:
            raise CommandError("The demo fills a portal in DEMO_MODE only.")
        if Customer.objects.exists():
            raise CommandError("There are customers already; the demo fills an empty portal only.")
        with tempfile.TemporaryDirectory() as folder:
            fill(Path(folder), size=SIZES[settings.DEMO_SIZE], now=timezone.now(), say=self.stdout.write)
