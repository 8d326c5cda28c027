"""C11: one form that arrives twice at the same moment is one declaration with one mail."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from contracts.declarations.operations import receive_declaration
from contracts.models import Declaration, DeclarationEvent
from portal.outbox.models import OutgoingMail
from tests.contracts.declared import RECEIVED, STRANGER

TOKEN = "5f0c9a52-9f0e-4a53-8a3e-111111111111"
AT_ONCE = 4


@pytest.mark.django_db(transaction=True)
def test_c11_at_the_same_moment_it_is_one_declaration():
    together = Barrier(AT_ONCE)

    def send(_n: int) -> int:
        try:
            together.wait(timeout=10)
            declaration = Declaration(
                kind="termination",
                name="Erika Mustermann",
                contract="Internet 100",
                email="erika@example.net",
                channel="public",
                termination_type="ordinary",
            )
            received = receive_declaration(
                declaration=declaration, token=TOKEN, language="de", actor=STRANGER, now=RECEIVED
            )
            return int(received.pk)
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        found = set(pool.map(send, range(AT_ONCE)))
    assert found == {Declaration.objects.get().pk}
    assert (DeclarationEvent.objects.count(), OutgoingMail.objects.count()) == (1, 1)
