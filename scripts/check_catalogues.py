"""Every message of the source has a German translation; nothing fuzzy, nothing left over.

English needs no catalogue: messages are written in English. If one is kept (for plurals), it obeys the same.
Prints what is wrong and exits with 1.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from itertools import takewhile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NOT_SOURCE = shutil.ignore_patterns(
    ".*", "var", "tests", "node_modules", "docs", "requirements", "__pycache__", "*.mo"
)
NOISE = re.compile(r"msgcmp: found|this definition is similar|fuzzy match")


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
    """What msgfmt and msgcmp say about one catalogue, with the texts instead of line numbers."""
    sound = _run("msgfmt", "--check-format", "-o", os.devnull, str(catalogue))
    compared = _run("msgcmp", str(catalogue), str(template))
    fuzzy = _run("msgattrib", "--only-fuzzy", "--no-obsolete", str(catalogue)).stdout
    lines = sound.stderr.splitlines() if sound.returncode else []
    lines += [_with_text(line) for line in compared.stderr.splitlines() if not NOISE.search(line)]
    lines += [f"fuzzy: {line}" for line in fuzzy.splitlines() if line.startswith("msgid ")][1:]
    return lines


def _with_text(complaint: str) -> str:
    """msgcmp names file and line; say the message and where the source uses it."""
    place = re.match(r"(.*?\.pot?):(\d+): (?:warning: )?(this message .*?)(?: in .*)?$", complaint)
    if not place:
        return complaint
    lines = Path(place[1]).read_text().splitlines()
    number = int(place[2])
    begin = max((index for index, line in enumerate(lines[:number]) if not line), default=0)
    entry = list(takewhile(lambda line: not line.startswith("msgstr"), lines[begin + 1 :]))
    text = "".join(re.findall(r'^(?:msg\w+ )?"(.*)"$', "\n".join(entry), re.MULTILINE))
    used = " ".join(line[3:] for line in entry if line.startswith("#: "))
    return f"{place[3]}: {text!r} {used}"


def _run(*command: str) -> "subprocess.CompletedProcess[str]":
    environment = os.environ | {"LC_ALL": "C"}
    return subprocess.run(command, capture_output=True, text=True, env=environment, check=False)


if __name__ == "__main__":
    sys.exit(main())
