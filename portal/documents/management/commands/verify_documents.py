"""manage.py verify_documents: read every issued paper and compare it with its hash."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.documents.models import Document
from portal.documents.store import DocumentDamaged, verify


class Command(BaseCommand):
    help = (
        "Read every issued paper and compare it with its SHA-256; ends with 1 when one is missing or changed."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        damaged = total = 0
        for document in Document.objects.order_by("pk").iterator(chunk_size=1000):
            total += 1
            try:
                verify(document)
            except DocumentDamaged as error:
                damaged += 1
                self.stderr.write(str(error))
        if damaged:
            raise CommandError(f"{damaged} of {total} documents are damaged.")
        self.stdout.write(f"{total} documents are intact.")
