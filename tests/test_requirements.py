"""docs/requirements.md names tests that exist, under names that carry their row."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ROWS = re.findall(
    r"^\| ([A-L]\d+) \|.*\| (tests/\S+?)(?:::(\S+))? \|$",
    (ROOT / "docs/requirements.md").read_text(encoding="utf-8"),
    re.MULTILINE,
)


def test_the_table_is_read():
    assert len(ROWS) > 40


@pytest.mark.parametrize(("row", "file", "name"), ROWS)
def test_the_named_test_exists(row, file, name):
    source = (ROOT / file).read_text(encoding="utf-8")
    if name:
        assert re.search(rf"^def {name}\(", source, re.MULTILINE)
