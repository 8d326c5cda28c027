"""Fills an empty portal the way a carrier would: files in the import formats, through the real imports.

No customer, invoice or call record is written here; what people do themselves (first login, own password)
is done by the same operations as on the pages.
"""

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path

import django
from django.conf import settings
from django.contrib.auth.models import Group
from django.db import transaction

from accounts.models import Customer, EmailConfirmation, Login, LoginKind
from accounts.operations.confirmations import confirm_email, link_of, send_confirmation
from accounts.operations.invoice_login import set_invoice_password
from accounts.operations.passwords import change_password
from billing import retention
from billing.management.commands.make_billing_run import brand_as_seller
from billing.runs.importer import Outcome, import_billing_run
from billing.runs.making import MadeRun, Recipient, RunPlan, from_feed, make_billing_run
from contracts.catalogue.store import load_catalogue, version_on
from portal.audit.trail import system
from portal.carrier.feed import import_path
from portal.demo import logins
from portal.demo.feed import ERIKA, FIRMA, write_feed
from portal.demo.mobile import write_sims
from portal.demo.products import write_orders, write_products
from portal.demo.usage import write_usage
from portal.lib.periods import add_months, berlin_day, first_of_month, visible_until
from portal.shell.models import Announcement
from portal.shell.staff_groups import StaffGroup

DISPATCH_DAY = 13
CATALOGUE = settings.BASE_DIR / "contracts" / "catalogue" / "data" / "nordwerk.json"
ACTOR = system("demo")
Say = Callable[[str], None]


@dataclass(frozen=True)
class Size:
    """How much the demo carrier sends; the firm's big archive shows what pages do with many calls."""

    others: int  # customers beside the stars
    runs: int
    calls_per_customer: int
    big_calls: int  # of the firm, in the newest run
    usual_big_calls: int  # in those before


SIZES = {
    "full": Size(others=220, runs=13, calls_per_customer=75, big_calls=21_000, usual_big_calls=9_000),
    "small": Size(others=5, runs=2, calls_per_customer=5, big_calls=60, usual_big_calls=20),
}


def fill(folder: Path, *, size: Size, now: datetime, say: Say) -> None:
    """Write the files of the demo carrier into `folder`, import them, and let the stars log in for the first time."""
    today = berlin_day(now)
    catalogue = load_catalogue(CATALOGUE, actor=ACTOR, now=now)
    say(f"catalogue {catalogue.version}")
    customers = folder / "customers.jsonl"
    count = write_feed(customers, others=size.others, today=today, created_at=now - timedelta(hours=6))
    say(f"{count} customers")
    import_path(customers, now=now)
    _fill_inventory(folder, customers, today, now, say)
    for made in _written(folder, customers, size, today):
        result = import_billing_run(path=made.path, actor=ACTOR, now=now)
        if result.outcome is not Outcome.PUBLISHED:
            raise RuntimeError(f"the demo's own run {made.path.name} was refused: {result}")
        say(f"run {made.path.name}: {made.invoices} invoices, {made.calls} call records")
    retention.hide_old_invoices(now=now)
    _first_logins(now)
    _staff(now)
    _announce(now)


def _fill_inventory(folder: Path, customers: Path, today: date, now: datetime, say: Say) -> None:
    """Products, orders placed elsewhere, cards and usage, as the carrier's systems would send them."""
    created_at = now - timedelta(hours=6)
    _version, catalogue = version_on(today)
    products, orders = folder / "products.jsonl", folder / "orders.jsonl"
    count = write_products(products, customers, catalogue=catalogue, today=today, created_at=created_at)
    placed = write_orders(orders, today=today, created_at=created_at)
    for file in (products, orders):
        import_path(file, now=now)
    say(f"{count} products, {placed} order placed elsewhere")
    sims, usage = folder / "sims.jsonl", folder / "usage.jsonl"
    count = write_sims(sims, products, created_at=created_at)
    write_usage(usage, products, catalogue=catalogue, today=today, created_at=created_at)
    for file in (sims, usage):
        import_path(file, now=now)
    say(f"cards and usage of {count} mobile contracts")


def dispatch_days(today: date, runs: int) -> list[date]:
    """The last dispatch days, oldest first."""
    newest = first_of_month(today).replace(day=DISPATCH_DAY)
    if newest > today:
        newest = add_months(newest, -1)
    return [add_months(newest, -back) for back in reversed(range(runs))]


def _written(folder: Path, customers: Path, size: Size, today: date) -> Iterator[MadeRun]:
    """The runs, oldest first; a second process writes the next one while this one imports."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=django.setup) as writer:
        coming = [
            writer.submit(write_run, folder, customers, number, dispatched_on, size, today)
            for number, dispatched_on in enumerate(dispatch_days(today, size.runs))
        ]
        for run in coming:
            yield run.result()


def write_run(
    folder: Path, customers: Path, number: int, dispatched_on: date, size: Size, today: date
) -> MadeRun:
    """Write the run `number` (0 is the oldest) in the import format."""
    calls_are_kept = visible_until(dispatched_on) >= today
    big_calls = size.big_calls if number == size.runs - 1 else size.usual_big_calls
    plan = RunPlan(
        run_id=f"{dispatched_on:%Y-%m}",
        dispatched_on=dispatched_on,
        seed=number,
        calls_per_customer=size.calls_per_customer if calls_are_kept else 0,
        big_calls=((FIRMA.number, big_calls),) if calls_are_kept else (),
        with_credits=number > 0,
    )
    return make_billing_run(
        recipients=_recipients(customers, dispatched_on),
        plan=plan,
        seller=brand_as_seller(),
        creditor_id=settings.BRAND.creditor_id,
        out=folder / plan.run_id,
    )


def _recipients(customers: Path, dispatched_on: date) -> Iterator[Recipient]:
    """Who was a customer before the billed month began."""
    with customers.open(encoding="utf-8") as lines:
        next(lines)
        since = {line["id"]: date.fromisoformat(line["customerSince"]) for line in map(json.loads, lines)}
    billed_from = add_months(first_of_month(dispatched_on), -1)
    return (recipient for recipient in from_feed(customers) if since[recipient.number] <= billed_from)


def _first_logins(now: datetime) -> None:
    for star, password, email in (
        (ERIKA, logins.ERIKA_PASSWORD, "erika.mustermann@example.org"),
        (FIRMA, logins.FIRMA_PASSWORD, "buchhaltung@leinetal-logistik.example"),
    ):
        login = Login.objects.get(kind=LoginKind.CUSTOMER, identifier=star.number)
        with transaction.atomic():
            sent = send_confirmation(
                login=login, email=email, purpose=EmailConfirmation.Purpose.OPT_IN, actor=ACTOR, now=now
            )
            confirm_email(token=link_of(sent).rstrip("/").rsplit("/", 1)[-1], address="", now=now)
            change_password(login=login, new_password=password, actor=ACTOR, now=now)
    erika = Customer.objects.get(number=ERIKA.number)
    set_invoice_password(customer_id=erika.pk, password=logins.INVOICE_PASSWORD, actor=ACTOR, now=now)


def _staff(now: datetime) -> None:
    """Staff with the printed passwords; the rule of A5 would refuse them, for they hold the login's name."""
    for identifier, name, group, password in (
        ("service", "Svea Brandt", StaffGroup.SERVICE, logins.SERVICE_PASSWORD),
        ("leitung", "Torsten Albers", StaffGroup.LEAD, logins.LEAD_PASSWORD),
    ):
        login = Login.objects.create_user(identifier, password, full_name=name, password_changed_at=now)
        login.groups.add(Group.objects.get(name=group.title))


def _announce(now: datetime) -> None:
    Announcement.objects.create(
        place=Announcement.Place.LOGIN,
        tone=Announcement.Tone.INFO,
        title_de="Ihre Rechnungen jetzt auch als E-Rechnung",
        text_de="Geschäftskunden laden ihre Rechnung im Kundencenter als PDF mit eingebetteter XML-Datei.",
        title_en="Your invoices are e-invoices now",
        text_en="Business customers download their invoices as PDF with an embedded XML file.",
        shown_from=now - timedelta(days=3),
    )
