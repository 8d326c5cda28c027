"""A further e-mail address of the package (C8)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.catalogue.items import Family, Offering, Price
from contracts.models import Mailbox, Order, PendingMailbox, Product
from contracts.orders.agreed import Agreed
from contracts.orders.errors import NotOffered, OrderRefused
from contracts.orders.kind import Answers, OrderForm, OrderKind, Row, item
from contracts.orders.placing import rows_as_json
from contracts.orders.products import new_product
from contracts.orders.quotes import Quote, quote_for
from contracts.orders.situation import Situation
from contracts.rules.mail_addresses import Fault, fault_of, is_reserved, local_part_of
from portal.shell.formats import money_text

from .mail_lines import (
    ADD_ADDRESS,
    PACKAGES,
    TIERS,
    included,
    larger_in,
    most,
    sold_in,
    used,
)
from .mailbox_passwords import NOT_AVAILABLE, SECRET, check_password, keep_hash, password_fields, take_hash

FAULTS: dict[Fault, str | Promise] = {
    Fault.TOO_LONG: gettext_lazy("This address is too long."),
    Fault.SHAPE: gettext_lazy(
        "Please use letters from a to z and digits; between them dots, hyphens and underscores are possible."
    ),
}


class AddressForm(OrderForm):
    """The name before the @, the domain behind it, and the first password."""

    def __init__(self, situation: Situation, *args: Any, **options: Any) -> None:
        super().__init__(situation, *args, **options)
        self.fields["local_part"] = forms.CharField(
            label=_("Name before the @"),
            help_text=_("For example erika.mustermann. Capital letters become small ones."),
            widget=forms.TextInput(
                attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
            ),
            error_messages={"required": _("Please enter the name before the @.")},
        )
        self.fields["domain"] = forms.ChoiceField(
            label=_("Domain"),
            choices=[(domain, f"@{domain}") for domain in domains_of(situation)],
            error_messages={"invalid_choice": _("Please choose one of your domains.")},
        )
        self.fields.update(password_fields())

    def clean_local_part(self) -> str:
        return local_part_of(self.cleaned_data["local_part"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        local_part, domain = cleaned.get("local_part", ""), cleaned.get("domain", "")
        if local_part and domain and (fault := fault_of(local_part, domain)) is not None:
            self.add_error("local_part", str(FAULTS[fault]))
        check_password(self, f"{local_part}@{domain}")
        return self.cleaned_data | {"tier": smallest_tier(self.situation).code}


class AdditionalAddress(OrderKind):
    """A new mailbox of the smallest tier in the package, at the operator's domain or one of the customer's own."""

    slug = ADD_ADDRESS
    title = gettext_lazy("Add an e-mail address")
    description = gettext_lazy("Choose the new address and its password.")
    icon = "plus"
    families = frozenset({Family.MAIL})
    form_class = AddressForm
    secret_fields = (SECRET,)
    order = 10

    def offered(self, situation: Situation) -> bool:
        package = situation.product
        return (
            package.is_running
            and bool(sold_in(situation, TIERS))
            and used(situation) < most(situation.offering)
        )

    def why_not(self, situation: Situation) -> str:
        if not 0 < most(situation.offering) <= used(situation):
            return ""
        full = _("Your package holds %(most)d addresses, and all of them are in use or ordered.") % {
            "most": most(situation.offering)
        }
        if larger_in(situation, PACKAGES):
            return f"{full} " + _("A larger mail product holds more: you can order it at your mail package.")
        return f"{full} " + _("If you need more, please call our service centre.")

    def refuse(self, situation: Situation, answers: Answers) -> None:
        situation.offering_sold(answers["tier"])
        local_part, domain = answers["local_part"], answers["domain"]
        if domain not in domains_of(situation):
            raise OrderRefused(_("Please choose one of your domains."))
        if (fault := fault_of(local_part, domain)) is not None:
            raise OrderRefused(str(FAULTS[fault]))
        if self.subject(situation, answers) in situation.open_subjects:
            return  # the engine names the customer's own order
        # One sentence for both: it must not tell which addresses belong to somebody.
        if is_reserved(local_part, domain, own_domains=own_domains(situation)) or is_taken(
            address_of(answers)
        ):
            raise OrderRefused(str(NOT_AVAILABLE))

    def subject(self, situation: Situation, answers: Answers) -> str:
        return f"address:{address_of(answers)}"

    def quote(self, situation: Situation, answers: Answers) -> Quote:
        tier, package = situation.offering_sold(answers["tier"]), situation.offering
        is_extra = package is not None and used(situation) >= included(package)
        extra = package.additional_price if package and is_extra else Price()
        return quote_for(
            Price(tier.price.monthly + extra.monthly, tier.price.one_off + extra.one_off),
            activation_on=self.activation_on(situation, answers),
            fee=self.fee(situation),
            term=tier.term,
        )

    def name(self, situation: Situation, answers: Answers) -> str:
        return _("Additional e-mail address")

    def summary(self, situation: Situation, answers: Answers) -> list[Row]:
        return [
            Row(_("New address"), address_of(answers)),
            Row(_("Mailbox"), str(situation.offering_sold(answers["tier"]).name)),
            Row(_("Package"), situation.product.title),
        ]

    def notes(self, situation: Situation, answers: Answers) -> list[str]:
        package = situation.offering
        if package is None or used(situation) < included(package):
            return []
        return [
            _("The %(included)d addresses of your package are in use. This one costs %(price)s a month.")
            % {"included": included(package), "price": money_text(package.additional_price.monthly)}
        ]

    def target(self, situation: Situation, answers: Answers) -> Offering | None:
        return situation.offering_sold(answers["tier"])

    def placed(self, order: Order, secrets: Mapping[str, str], *, now: datetime) -> None:
        keep_hash(order, address_of(order.answers), secrets[SECRET])

    def to_carrier(self, order: Order, product: Product) -> tuple[dict[str, Any], ...]:
        return (item("add", product, {"address": address_of(order.answers)}, offering=order.answers["tier"]),)

    def complete(self, order: Order, product: Product, agreed: Agreed, *, now: datetime) -> None:
        address, secret = address_of(order.answers), take_hash(order, now=now)
        order.results = rows_as_json(lambda: [Row(_("Your new address"), address)])
        # The carrier's feed may have brought it before the carrier said that the order is done.
        if Mailbox.objects.filter(address=address, product__customer_id=order.customer_id).update(**secret):
            return
        tier = agreed.catalogue.offerings[order.answers["tier"]]
        made = new_product(order, tier, now=now, parent=product, label=address)
        Mailbox.objects.create(product=made, address=address, **secret)


def address_of(answers: Answers) -> str:
    return f"{answers['local_part']}@{answers['domain']}"


def own_domains(situation: Situation) -> list[str]:
    """Domains that the customer has with us; the label of such a product is the domain's name."""
    return sorted({domain.label.lower() for domain in situation.of_family(Family.DOMAIN) if domain.label})


def domains_of(situation: Situation) -> list[str]:
    """The operator's mail domain, and the customer's own."""
    return [settings.MAIL_DOMAIN, *own_domains(situation)]


def smallest_tier(situation: Situation) -> Offering:
    """What a new mailbox is at first. NotOffered when the operator sells none."""
    tiers = sold_in(situation, TIERS)
    if not tiers:
        raise NotOffered
    return tiers[0]


def is_taken(address: str) -> bool:
    """Does anybody have the address, or has anybody ordered it? Addresses are stored in lower case."""
    return any(model.objects.filter(address=address).exists() for model in (Mailbox, PendingMailbox))
