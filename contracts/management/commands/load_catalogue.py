"""`manage.py load_catalogue FILE [--check]`: take a catalogue in, or say why not (docs/formats/catalogue.md)."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext, pgettext

from contracts.catalogue.check import Finding, Severity, errors_of, findings
from contracts.catalogue.nodes import CatalogueRefused
from contracts.catalogue.store import load_catalogue, read_file
from portal.audit.trail import system


class Command(BaseCommand):
    help = "Loads a version of the catalogue. Exit code 1 when the file is refused; warnings refuse nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--check", action="store_true", help="Only say what the check finds.")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            _content, catalogue = read_file(path.read_bytes())
            found = findings(catalogue)
            for finding in found:
                self.stdout.write(_line(finding))
            if errors_of(found):
                raise CommandError(gettext("The catalogue has errors. Nothing was changed."), returncode=1)
            if options["check"]:
                self.stdout.write(gettext("The catalogue can be loaded."))
                return
            version = load_catalogue(path, actor=system("load_catalogue"), now=timezone.now())
        except OSError as problem:
            sentence = gettext("The file cannot be read: %(problem)s") % {"problem": problem}
            raise CommandError(sentence, returncode=1) from None
        except CatalogueRefused as refused:
            for reason in refused.reasons:
                self.stdout.write(reason)
            raise CommandError(
                gettext("The catalogue is refused. Nothing was changed."), returncode=1
            ) from None
        values = {"version": version.version, "day": version.valid_from.isoformat()}
        self.stdout.write(gettext("Version %(version)s is loaded, valid from %(day)s.") % values)


def _line(finding: Finding) -> str:
    is_error = finding.severity is Severity.ERROR
    severity = pgettext("finding", "Error") if is_error else pgettext("finding", "Warning")
    return f"{severity}: {finding.sentence}"
