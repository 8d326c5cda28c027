"""Kinds of products as customers know them: their headings, their icons, their place on the page (C1)."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from contracts.catalogue.items import Family


@dataclass(frozen=True)
class FamilyLook:
    """How a kind of products is headed."""

    title: str | Promise
    icon: str


LOOKS = {
    Family.ACCOUNT: FamilyLook(pgettext_lazy("kind of products", "Customer account"), "user"),
    Family.INTERNET: FamilyLook(pgettext_lazy("kind of products", "Internet"), "wifi"),
    Family.TELEPHONY: FamilyLook(pgettext_lazy("kind of products", "Telephony"), "phone"),
    Family.MOBILE: FamilyLook(pgettext_lazy("kind of products", "Mobile"), "smartphone"),
    Family.TV: FamilyLook(pgettext_lazy("kind of products", "Television"), "tv"),
    Family.MAIL: FamilyLook(pgettext_lazy("kind of products", "E-mail"), "mail"),
    Family.MAILBOX: FamilyLook(pgettext_lazy("kind of products", "Mailboxes"), "inbox"),
    Family.SOFTWARE: FamilyLook(pgettext_lazy("kind of products", "Software"), "shield-check"),
    Family.DOMAIN: FamilyLook(pgettext_lazy("kind of products", "Domains"), "globe"),
    Family.TERMINAL: FamilyLook(pgettext_lazy("kind of products", "Card terminals"), "credit-card"),
}
