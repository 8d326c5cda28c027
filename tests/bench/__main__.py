"""`make bench`: measure against a reference taken in the same run and print the ratio (ARGS names single modules).

Every module of this package with a function `run()` is a measurement; each works in an own, empty database.
"""

import importlib
import os
import pkgutil
import sys
import tempfile
from pathlib import Path

import django


def main(names: list[str]) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    django.setup()
    from django.conf import settings
    from django.db import connection

    package = importlib.import_module("tests.bench")
    known = [
        module.name for module in pkgutil.iter_modules(package.__path__) if not module.name.startswith("_")
    ]
    for name in names or known:
        module = importlib.import_module(f"tests.bench.{name}")
        if not hasattr(module, "run"):
            continue
        with tempfile.TemporaryDirectory() as folder:
            settings.DATA_DIR = Path(folder)
            settings.STORAGES["default"]["OPTIONS"] = {"location": folder}
            ordinary = connection.settings_dict["NAME"]
            connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
            try:
                module.run()
            finally:
                connection.creation.destroy_test_db(ordinary, verbosity=0)


if __name__ == "__main__":
    main(sys.argv[1:])
