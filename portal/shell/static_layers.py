"""One stylesheet out of small files: `css/portal.css` is the sources in `portal/shell/css/`, in order of name.

A static files finder, so that the development server, tests and `collectstatic` all see the joined file and
no build step or generated file is needed.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.checks import CheckMessage
from django.core.files.storage import FileSystemStorage, Storage

SOURCES = Path(__file__).parent / "css"
SERVED_AS = "css/portal.css"


def joined_css() -> str:
    """Every layer, in order of file name."""
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(SOURCES.glob("*.css")))


class LayersFinder(BaseFinder):
    """Offers the joined stylesheet; writes it again only when a source changed it."""

    def check(self, **kwargs: Any) -> list[CheckMessage]:
        return []

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Storage]]:
        self._write()
        yield SERVED_AS, FileSystemStorage(location=self._root())

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        if path != SERVED_AS:
            return []
        target = str(self._write())
        return [target] if find_all else target

    def _write(self) -> Path:
        target = self._root() / SERVED_AS
        content = joined_css()
        if not target.is_file() or target.read_text(encoding="utf-8") != content:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(content, encoding="utf-8")
        return target

    @staticmethod
    def _root() -> Path:
        return Path(settings.BASE_DIR) / "var" / "layers"
