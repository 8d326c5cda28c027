"""Declarations for the walk over all addresses: their receipts open to whoever knows the slug."""

from typing import Any

from contracts.models import DeclarationKind
from tests.cast import Person
from tests.contracts.declared import declare


def termination_of(person: Person) -> dict[str, Any]:
    """The receipt of a termination by this person."""
    return {"slug": declare(person.customer).slug}


def withdrawal_of(person: Person) -> dict[str, Any]:
    """The receipt of a withdrawal by this person."""
    return {"slug": declare(person.customer, kind=DeclarationKind.WITHDRAWAL).slug}
