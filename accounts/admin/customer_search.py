"""Finding a customer by what a caller knows: number, name, phone, e-mail (K2). Upper rooms add their own."""

import re

from django.db.models import CharField, F, Func, Q, QuerySet, Value
from django.http import HttpRequest

from accounts.models import Customer
from portal.shell.navigation import search_providers

SHORTEST_PHONE = 5  # fewer digits are no telephone number


def find_customers(customers: QuerySet[Customer], words: str) -> QuerySet[Customer]:
    """Customers of whom every word is part of the number, a name or an e-mail address; or the phone number fits."""
    found = Q()
    for word in words.split():
        found &= (
            Q(number__startswith=word)
            | Q(company__icontains=word)
            | Q(first_name__icontains=word)
            | Q(last_name__icontains=word)
            | Q(email__icontains=word)
            | Q(accesses__login__notification_address__email__icontains=word)
        )
    digits = _national(words)
    if len(digits) >= SHORTEST_PHONE and not re.search(r"[^\d\s+/()-]", words):
        customers = customers.alias(phone_digits=_digits("phone"), mobile_digits=_digits("mobile"))
        found |= Q(phone_digits__endswith=digits) | Q(mobile_digits__endswith=digits)
    return customers.filter(found).distinct()


def found_elsewhere(request: HttpRequest, words: str) -> list[tuple[str, str, str]]:
    """What other rooms find (invoices, orders, SIM cards): kind, text and address of each."""
    return [
        (str(provider.title), text, address)
        for provider in search_providers
        if request.user.has_perm(provider.permission)
        for text, address in provider.search(words)
    ]


def _national(number: str) -> str:
    """The digits without country code and leading zeros: `+49 511 12` and `0511 12` are the same line."""
    digits = re.sub(r"\D", "", number.strip().replace("(0)", ""))
    if number.strip().startswith("+49"):
        digits = digits.removeprefix("49")
    elif digits.startswith("0049"):
        digits = digits.removeprefix("0049")
    return digits.lstrip("0")


def _digits(column: str) -> Func:
    return Func(
        F(column),
        Value(r"\D"),
        Value(""),
        Value("g"),
        function="regexp_replace",
        output_field=CharField(),
    )
