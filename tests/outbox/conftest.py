"""Kinds of mail that exist for tests only."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.template import engines

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
TEMPLATES = Path(__file__).parent / "templates"


@pytest.fixture(autouse=True)
def sample_templates(settings) -> None:
    """Adds `sample` and `secret_sample` to the kinds of mail."""
    first = dict(settings.TEMPLATES[0])
    first["DIRS"] = [*first["DIRS"], TEMPLATES]
    settings.TEMPLATES = [first, *settings.TEMPLATES[1:]]
    assert engines["django"].dirs[-1] == TEMPLATES
