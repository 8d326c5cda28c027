"""Every message of the source has a German translation; nothing fuzzy, nothing left over.

English needs no catalogue: messages are written in English. If one is kept (for plurals), it obeys the same.
Prints what is wrong and exits with 1.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NOT_SOURCE = shutil.ignore_patterns(
    ".*", "var", "tests", "node_modules", "docs", "requirements", "__pycache__", "*.mo"
)


def main() -> int:
    catalogues = {path.parts[-3]: path for path in sorted(ROOT.glob("locale/*/LC_MESSAGES/django.po"))}
    if "de" not in catalogues:
        print("locale/de/LC_MESSAGES/django.po is missing: make messages")
        return 1
    wrong = []
    with tempfile.TemporaryDirectory() as folder:
        template = collect_messages(Path(folder) / "copy")
        for language, catalogue in catalogues.items():
            wrong += [f"{language}: {line}" for line in problems(catalogue, template)]
    print("\n".join(wrong) or f"{len(catalogues)} catalogue(s) complete")
    return 1 if wrong else 0


def collect_messages(copy: Path) -> Path:
    """Collect the messages of the source in a copy, so that the catalogues in the repository stay as they are."""
    shutil.copytree(ROOT, copy, ignore=NOT_SOURCE)
    command = [sys.executable, "manage.py", "makemessages", "-l", "de", "--keep-pot", "--verbosity", "0"]
    environment = os.environ | {"SECRET_KEY": os.environ.get("SECRET_KEY") or "collecting"}
    subprocess.run(command, cwd=copy, env=environment, check=True)
    return copy / "locale" / "django.pot"


def problems(catalogue: Path, template: Path) -> list[str]:
    """What msgfmt and msgcmp say about one catalogue."""
    sound = _run("msgfmt", "--check", "-o", os.devnull, str(catalogue))
    compared = _run("msgcmp", str(catalogue), str(template))
    fuzzy = _run("msgattrib", "--only-fuzzy", "--no-obsolete", str(catalogue)).stdout
    lines = sound.stderr.splitlines() if sound.returncode else []
    lines += [line for line in compared.stderr.splitlines() if "msgcmp: found" not in line]
    lines += [f"fuzzy: {line}" for line in fuzzy.splitlines() if line.startswith("msgid ")][1:]
    return lines


def _run(*command: str) -> "subprocess.CompletedProcess[str]":
    environment = os.environ | {"LC_ALL": "C"}
    return subprocess.run(command, capture_output=True, text=True, env=environment, check=False)


if __name__ == "__main__":
    sys.exit(main())
