"""The clear copy of a mail that holds a secret: sealed until it has left."""

import json

from portal.lib.sealed import sealer

from .render import Wording

PURPOSE = "outbox.mail"  # of the seal


def seal(wording: Wording, *, message_id: str) -> str:
    """Bound to its mail: a copy in another row does not open."""
    clear = json.dumps({"text": wording.text, "html": wording.html}, ensure_ascii=False)
    return sealer(PURPOSE).seal_text(clear, context=message_id)


def open_sealed(sealed: str, *, message_id: str) -> tuple[str, str]:
    """Text and HTML. SealBroken when the secret keys have changed without fallback."""
    clear = json.loads(sealer(PURPOSE).open_text(sealed, context=message_id))
    return clear["text"], clear["html"]
