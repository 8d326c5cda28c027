"""What belongs to one mailbox: sending text messages, its password (C8)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.hashing import matches
from accounts.texts import FAULT_TEXTS, Fault
from contracts.catalogue.items import Family, Offering
from contracts.models import Mailbox, Order, Product
from contracts.orders.agreed import Agreed
from contracts.orders.errors import OrderRefused
from contracts.orders.kind import Answers, OrderForm, OrderKind, Row, item
from contracts.orders.situation import Situation
from portal.shell.formats import day_text, money_text

from .mail_lines import TIERS, sold_in
from .mailbox_passwords import SECRET, check_password, keep_hash, password_fields, take_hash


def mailbox_of(product: Product) -> Mailbox | None:
    """None while the carrier's data of the mailbox are incomplete."""
    return getattr(product, "mailbox", None)


def sends_sms(offering: Offering | None) -> bool:
    """Can text messages be sent from mailboxes of this tier?"""
    return bool(offering and offering.characteristics.get("sms_sending"))


def sms_price(situation: Situation) -> str:
    """What one text message costs, in words; "" where the catalogue does not say."""
    offering = situation.offering
    price = offering.characteristics.get("sms_price") if offering else None
    return money_text(price) if price else ""


class SmsOnForm(OrderForm):
    """Messages cost money one by one: that is agreed to beforehand."""

    def __init__(self, situation: Situation, *args: Any, **options: Any) -> None:
        super().__init__(situation, *args, **options)
        price = sms_price(situation)
        label = _("I know that each text message costs %(price)s.") % {"price": price}
        self.fields["price_known"] = forms.BooleanField(
            label=label if price else _("I know that text messages cost money."),
            error_messages={"required": _("Please confirm that you know the price.")},
        )


class SmsOn(OrderKind):
    """Text messages from the mailbox, billed one by one."""

    slug = "sms-on"
    title = gettext_lazy("Switch on sending text messages")
    description = gettext_lazy(
        "Then you send text messages (SMS) from this mailbox. They appear on your bill."
    )
    icon = "smartphone"
    families = frozenset({Family.MAILBOX})
    form_class = SmsOnForm
    order = 20

    def offered(self, situation: Situation) -> bool:
        mailbox = mailbox_of(situation.product)
        is_off = mailbox is not None and not mailbox.sends_sms
        return situation.product.is_running and is_off and sends_sms(situation.offering)

    def why_not(self, situation: Situation) -> str:
        if _is_on(situation):
            return _("Sending text messages is already switched on.")
        tiers = [tier for tier in sold_in(situation, TIERS) if sends_sms(tier)]
        if sends_sms(situation.offering) or not tiers:
            return ""
        needed = _("Sending text messages needs %(tier)s. Please upgrade this e-mail address first.")
        return needed % {"tier": tiers[0].name}

    def subject(self, situation: Situation, answers: Answers) -> str:
        return "sms"

    def summary(self, situation: Situation, answers: Answers) -> list[Row]:
        rows = [Row(_("E-mail address"), situation.product.label), Row(_("Text messages"), _("switched on"))]
        if price := sms_price(situation):
            rows.append(Row(_("Price of one text message"), price))
        return rows

    def notes(self, situation: Situation, answers: Answers) -> list[str]:
        return [_("Whoever knows the password of this mailbox can then send text messages at your expense.")]

    def to_carrier(self, order: Order, product: Product) -> tuple[dict[str, Any], ...]:
        return (item("modify", product, {"smsSending": True}),)

    def complete(self, order: Order, product: Product, agreed: Agreed, *, now: datetime) -> None:
        Mailbox.objects.filter(product=product).update(sends_sms=True)


class SmsOff(OrderKind):
    """No text messages any more; what was sent is billed."""

    slug = "sms-off"
    title = gettext_lazy("Switch off sending text messages")
    description = gettext_lazy("From then on nobody can send text messages from this mailbox.")
    icon = "x"
    families = frozenset({Family.MAILBOX})
    form_class = OrderForm
    template = "contracts/mail/sms_off.html"  # nothing to fill in
    order = 21

    def offered(self, situation: Situation) -> bool:
        return situation.product.is_running and _is_on(situation)

    def why_not(self, situation: Situation) -> str:
        return _("Sending text messages is switched off already.")

    def subject(self, situation: Situation, answers: Answers) -> str:
        return "sms"

    def summary(self, situation: Situation, answers: Answers) -> list[Row]:
        return [Row(_("E-mail address"), situation.product.label), Row(_("Text messages"), _("switched off"))]

    def notes(self, situation: Situation, answers: Answers) -> list[str]:
        return [_("Messages that were sent before stand on your next bill.")]

    def to_carrier(self, order: Order, product: Product) -> tuple[dict[str, Any], ...]:
        return (item("modify", product, {"smsSending": False}),)

    def complete(self, order: Order, product: Product, agreed: Agreed, *, now: datetime) -> None:
        Mailbox.objects.filter(product=product).update(sends_sms=False)


class MailboxPasswordForm(OrderForm):
    """The new password, twice; not the present one again."""

    def __init__(self, situation: Situation, *args: Any, **options: Any) -> None:
        super().__init__(situation, *args, **options)
        self.fields.update(password_fields())

    def clean(self) -> dict[str, Any]:
        super().clean()
        mailbox = mailbox_of(self.situation.product)
        check_password(self, mailbox.address if mailbox else self.situation.product.label)
        typed = self.cleaned_data.get(SECRET)
        if typed is not None and mailbox and mailbox.password and matches(typed, mailbox.password):
            self.add_error(SECRET, FAULT_TEXTS[Fault.SAME_AS_BEFORE])
        return self.cleaned_data


class MailboxPassword(OrderKind):
    """Another password of a mailbox; the carrier sets it, we keep its hash (C14, H1)."""

    slug = "mailbox-password"
    title = gettext_lazy("New password of the mailbox")
    description = gettext_lazy("The password with which mail programs and our web mail open this mailbox.")
    icon = "key-round"
    families = frozenset({Family.MAILBOX})
    form_class = MailboxPasswordForm
    secret_fields = (SECRET,)
    order = 40

    def offered(self, situation: Situation) -> bool:
        return situation.product.is_running and mailbox_of(situation.product) is not None

    def subject(self, situation: Situation, answers: Answers) -> str:
        return "password"

    def summary(self, situation: Situation, answers: Answers) -> list[Row]:
        return [Row(_("E-mail address"), situation.product.label), Row(_("Password"), _("will be a new one"))]

    def notes(self, situation: Situation, answers: Answers) -> list[str]:
        day = day_text(self.activation_on(situation, answers))
        return [
            _(
                "The present password holds until %(day)s. Then please enter the new one in all your mail programs."
            )
            % {"day": day}
        ]

    def placed(self, order: Order, secrets: Mapping[str, str], *, now: datetime) -> None:
        if order.product is None or (mailbox := mailbox_of(order.product)) is None:
            raise OrderRefused(_("This mailbox is not there any more."))
        keep_hash(order, mailbox.address, secrets[SECRET])

    def complete(self, order: Order, product: Product, agreed: Agreed, *, now: datetime) -> None:
        Mailbox.objects.filter(product=product).update(**take_hash(order, now=now))


def _is_on(situation: Situation) -> bool:
    mailbox = mailbox_of(situation.product)
    return mailbox is not None and mailbox.sends_sms
