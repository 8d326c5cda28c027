"""Another catalogue in force instead of the demo's."""

from typing import Any

from contracts.models import CatalogueVersion


def change_catalogue(content: dict[str, Any]) -> None:
    """The one version that a test has loaded says this from now on; made anew, for versions are kept in memory."""
    version = CatalogueVersion.objects.get()
    version.delete()
    CatalogueVersion.objects.create(
        version=f"{version.version}-changed",
        valid_from=version.valid_from,
        content=content | {"catalogue": version.content["catalogue"]},
        sha256="2" * 64,
        loaded_at=version.loaded_at,
    )
