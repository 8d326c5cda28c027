"""Papers for the walk through all addresses."""

from typing import Any

from tests.cast import Person
from tests.documents.papers import keep_paper


def paper_of(person: Person) -> dict[str, Any]:
    """A receipt that was issued to this person."""
    return {"document_id": keep_paper(person.customer, kind="receipt").pk}
