"""The page people see while the portal itself is down, as plain files for the web server."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from portal.shell.brand_css import brand_css
from portal.shell.static_layers import joined_css
from portal.shell.views.errors import plain_page


class Command(BaseCommand):
    help = "Writes index.html and wartung.css into a folder that the web server serves as /wartung/."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        page = plain_page("shell/errors/maintenance.html", language=settings.LANGUAGE_CODE)
        (folder / "index.html").write_text(page, encoding="utf-8")
        style = joined_css() + brand_css(settings.BRAND.colours)
        (folder / "wartung.css").write_text(style, encoding="utf-8")
        self.stdout.write(f"{folder / 'index.html'}, {folder / 'wartung.css'}")
