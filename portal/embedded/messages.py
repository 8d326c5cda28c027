"""Compiled message catalogues are not in the repository; make those that are missing or old."""

import os
import subprocess
from pathlib import Path

from .processes import ServiceError


def compile_stale(root: Path) -> list[Path]:
    """Run msgfmt for each catalogue whose .mo is missing or older; return what was compiled."""
    compiled = []
    for source in sorted(root.glob("locale/*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        fresh = target.with_suffix(f".{os.getpid()}")
        try:
            outcome = subprocess.run(
                ["msgfmt", "-o", str(fresh), str(source)], capture_output=True, text=True
            )
        except FileNotFoundError:
            raise ServiceError("msgfmt is missing: install gettext (scripts/bootstrap).") from None
        if outcome.returncode:
            raise ServiceError(outcome.stderr)
        fresh.rename(target)
        compiled.append(target)
    return compiled
