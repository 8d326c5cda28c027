"""`manage.py import_billing_run PATH`: take a billing run in, or say why not (docs/formats/billing-run.md)."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from billing.runs.importer import Outcome, RunResult, import_billing_run
from portal.audit.trail import system


class Command(BaseCommand):
    help = "Imports a billing run (directory or ZIP) all or nothing. Exit code 1 when it is refused."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path)
        parser.add_argument(
            "--rule-sets",
            action="store_true",
            help="Ask the official EN 16931 rule sets too; their findings are shown and refuse nothing (slow).",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["path"]
        if not path.exists():
            raise CommandError(gettext("There is no file or directory “%(path)s”.") % {"path": path})
        result = import_billing_run(
            path=path, actor=system("import_billing_run"), now=timezone.now(), rule_sets=options["rule_sets"]
        )
        for finding in result.findings:
            self.stdout.write(finding.sentence(gettext))
        hidden = result.finding_count - len(result.findings)
        if hidden:
            self.stdout.write(ngettext("… and %(n)s more.", "… and %(n)s more.", hidden) % {"n": hidden})
        if result.outcome is Outcome.REFUSED:
            raise CommandError(self._refusal(result), returncode=1)
        self.stdout.write(self._success(result))

    def _refusal(self, result: RunResult) -> str:
        found = ngettext("%(n)s finding", "%(n)s findings", result.finding_count) % {
            "n": result.finding_count
        }
        values = {"run": result.run_id or "?", "found": found}
        return gettext("Run %(run)s refused: %(found)s. Nothing was changed.") % values

    def _success(self, result: RunResult) -> str:
        values = {
            "run": result.run_id,
            "invoices": result.invoices,
            "calls": result.calls_stored,
            "read": result.calls_read,
        }
        if result.outcome is Outcome.UNCHANGED:
            return gettext("Run %(run)s was published before; nothing changes.") % values
        return (
            gettext(
                "Run %(run)s published: %(invoices)s invoices, %(calls)s call records stored of %(read)s in the run."
            )
            % values
        )
