"""`manage.py import_carrier_data PATH`: take over the carrier's files (docs/formats/carrier-feed.md)."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from portal.carrier.feed import FeedRefused, import_path


class Command(BaseCommand):
    help = "Imports a file or a directory of the carrier feed; each file whole or not at all."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path)

    def handle(self, *args: Any, path: Path, **options: Any) -> None:
        if not path.exists():
            raise CommandError(f"{path} does not exist.")
        try:
            results = import_path(path, now=timezone.now())
        except FeedRefused as refused:
            for fault in refused.faults:
                self.stderr.write(f"{refused.file}, line {fault.line}: {fault.reason}")
            if refused.more:
                self.stderr.write(f"… and {refused.more} more.")
            raise CommandError(f"{refused.file} was refused; nothing of it was imported.") from refused
        for result in results:
            what = "is already imported" if result.already_known else f"{result.lines} {result.kind}"
            self.stdout.write(f"{result.name}: {what}")
