"""`manage.py import_counselling_numbers FILE`: the BNetzA's quarterly list (TDDDG § 11 (5))."""

from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext

from billing.runs.counselling import ListRefused, import_counselling_numbers
from portal.audit.trail import system
from portal.lib.periods import berlin_day


class Command(BaseCommand):
    help = (
        "Replaces the list of counselling lines by FILE (one number a line) and applies it to stored records."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--listed-on", type=date.fromisoformat, help="Date of the list (today).")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        try:
            lines = options["file"].read_text("utf-8-sig").splitlines()
            result = import_counselling_numbers(
                lines=lines,
                listed_on=options["listed_on"] or berlin_day(now),
                actor=system("import_counselling_numbers"),
                now=now,
            )
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(gettext("The list cannot be read: %(problem)s") % {"problem": error}) from None
        except ListRefused as refused:
            raise CommandError(self._refusal(refused)) from None
        self.stdout.write(
            gettext(
                "%(numbers)s numbers (%(added)s new, %(removed)s gone); stored call records: %(deleted)s deleted,"
                " %(neutralised)s made unrecognisable."
            )
            % {
                "numbers": result.numbers,
                "added": result.added,
                "removed": result.removed,
                "deleted": result.records_deleted,
                "neutralised": result.records_neutralised,
            }
        )

    def _refusal(self, refused: ListRefused) -> str:
        if not refused.lines:
            return gettext("The list is empty. Nothing was changed.")
        lines = ", ".join(map(str, refused.lines[:20]))
        return gettext("No telephone number in line %(lines)s. Nothing was changed.") % {"lines": lines}
