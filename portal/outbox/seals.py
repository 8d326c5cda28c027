"""The clear copy of a mail that holds a secret: sealed until it has left."""

import json

from django.conf import settings

from portal.lib.sealed import Sealer

from .render import Wording


def seal(wording: Wording, *, message_id: str) -> str:
    """Bound to its mail: a copy in another row does not open."""
    clear = json.dumps({"text": wording.text, "html": wording.html}, ensure_ascii=False)
    return _sealer().seal_text(clear, context=message_id)


def open_sealed(sealed: str, *, message_id: str) -> tuple[str, str]:
    """Text and HTML. SealBroken when the secret keys have changed without fallback."""
    clear = json.loads(_sealer().open_text(sealed, context=message_id))
    return clear["text"], clear["html"]


def _sealer() -> Sealer:
    return Sealer([settings.SECRET_KEY, *map(str, settings.SECRET_KEY_FALLBACKS)], "outbox.mail")
