"""`manage.py make_billing_run`: write a realistic run in the import format (docs/formats/billing-run.md)."""

from collections.abc import Iterator
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext

from accounts.models import AddressRole, Customer, CustomerKind
from billing.einvoice.facts import Party
from billing.runs.making import Recipient, RunPlan, from_feed, make_billing_run


class Command(BaseCommand):
    help = "Writes an invented billing run; the same options give the same files. It changes nothing in the portal."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--out", type=Path, required=True, help="New directory for the run.")
        parser.add_argument("--dispatched-on", type=date.fromisoformat, required=True)
        parser.add_argument(
            "--customers", type=Path, help="Carrier feed; without it, the portal's customers."
        )
        parser.add_argument("--most", type=int, help="Take only so many customers.")
        parser.add_argument("--run-id", help="Default: the month of the dispatch.")
        parser.add_argument("--calls", type=int, default=60, help="Calls per customer, on average.")
        parser.add_argument(
            "--big", action="append", default=[], metavar="NUMBER:CALLS", help="A customer with many calls."
        )
        parser.add_argument("--no-credits", action="store_true", help="No credit notes and corrections.")
        parser.add_argument("--seed", type=int, default=1)

    def handle(self, *args: Any, **options: Any) -> None:
        day: date = options["dispatched_on"]
        if options["out"].exists():
            raise CommandError(gettext("“%(path)s” exists already.") % {"path": options["out"]})
        plan = RunPlan(
            run_id=options["run_id"] or f"{day:%Y-%m}",
            dispatched_on=day,
            seed=options["seed"],
            calls_per_customer=options["calls"],
            big_calls=tuple(_big(text) for text in options["big"]),
            with_credits=not options["no_credits"],
        )
        recipients = from_feed(options["customers"]) if options["customers"] else from_portal()
        made = make_billing_run(
            recipients=islice(recipients, options["most"]),
            plan=plan,
            seller=brand_as_seller(),
            creditor_id=settings.BRAND.creditor_id,
            out=options["out"],
        )
        self.stdout.write(
            gettext("Run %(run)s written: %(invoices)s documents, %(calls)s call records.")
            % {"run": plan.run_id, "invoices": made.invoices, "calls": made.calls}
        )


def brand_as_seller() -> Party:
    """The operator of the portal as the seller on its invoices."""
    brand = settings.BRAND
    return Party(
        name=brand.company,
        legal_registration=brand.register_number,
        vat_id=brand.vat_id,
        street=brand.street,
        postcode=brand.postcode,
        town=brand.town,
        country="DE",
        contact_name=str(brand.hotline.label),
        contact_phone=brand.hotline.number,
        contact_email=brand.email,
        legal_information=f"{brand.register_court}, Geschäftsführung: {', '.join(brand.managing_directors)}",
    )


def from_portal() -> Iterator[Recipient]:
    """The portal's open customers."""
    customers = Customer.objects.filter(closed_at=None, merged_into=None).select_related("payment")
    for customer in customers.prefetch_related("addresses").order_by("number"):
        addresses = {address.role: address for address in customer.addresses.all()}
        address = addresses.get(AddressRole.BILLING) or addresses.get(AddressRole.CONTRACT)
        payment = getattr(customer, "payment", None)
        yield Recipient(
            number=customer.number,
            name=customer.name,
            street=address.street if address else "",
            postcode=address.postcode if address else "",
            town=address.town if address else "",
            country=address.country if address else "DE",
            is_business=customer.kind == CustomerKind.BUSINESS,
            iban=payment.iban if payment else "",
            mandate=payment.mandate_reference if payment else "",
            phone="".join(customer.phone.split()),
            mobile="".join(customer.mobile.split()),
        )


def _big(text: str) -> tuple[str, int]:
    number, colon, calls = text.partition(":")
    if not (number and colon and calls.isdigit()):
        raise CommandError(gettext("“%(text)s” is not NUMBER:CALLS.") % {"text": text})
    return number, int(calls)
