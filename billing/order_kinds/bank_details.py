"""New bank details with a SEPA direct debit mandate (B2). The IBAN is a secret: it is shown masked only."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Login, LoginKind, PaymentDetails, PaymentMethod
from accounts.operations.notices import tell
from billing.bank_accounts import BankAccount, IbanRefused, bank_account, fingerprint, is_same_account
from contracts.catalogue.items import Family
from contracts.models import Order, Product
from contracts.orders.agreed import Agreed
from contracts.orders.errors import OrderRefused
from contracts.orders.kind import Answers, OrderForm, OrderKind, Row, item
from contracts.orders.situation import Situation
from portal.audit.trail import record, system
from portal.lib.masking import mask_iban
from portal.lib.periods import berlin_day

from .mandates import KIND, forget, issue_mandate, keep_sealed, next_reference, take_out
from .places import MASTER_DATA

LONGEST_NAME = 70  # of a debtor in a SEPA file (pain.008, Max70Text)
LONGEST_IBAN = 50  # 34 characters and the blanks between them


class BankDetailsForm(OrderForm):
    """Who pays, from which account, and the mandate. The IBAN is typed anew each time: nothing shows it again."""

    account_holder = forms.CharField(
        label=gettext_lazy("Account holder"),
        max_length=LONGEST_NAME,
        help_text=gettext_lazy("First and last name or company, as the bank knows it."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    iban = forms.CharField(
        label=gettext_lazy("IBAN"),
        max_length=LONGEST_IBAN,
        help_text=gettext_lazy("Any account in the SEPA area, with or without blanks."),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )
    consent = forms.BooleanField(
        label=gettext_lazy("I give this SEPA direct debit mandate."),
        error_messages={"required": gettext_lazy("Without the mandate we cannot debit the account.")},
    )

    def __init__(self, situation: Situation, *args: Any, **options: Any) -> None:
        super().__init__(situation, *args, **options)
        self.account = BankAccount("")
        self.mandate_reference = next_reference(situation.customer)
        self.initial.setdefault("account_holder", situation.customer.name)
        self.initial.pop("consent", None)  # given for what is seen now, never remembered

    def clean_iban(self) -> str:
        try:
            self.account = bank_account(self.cleaned_data["iban"])
        except IbanRefused as refused:
            raise ValidationError(str(refused)) from None
        return self.account.iban

    def clean(self) -> dict[str, Any]:
        """What the IBAN tells besides itself joins the answers; the IBAN goes with the secrets."""
        return self.cleaned_data | {
            "iban_masked": mask_iban(self.account.iban),
            "iban_hash": fingerprint(self.account.iban),
            "bic": self.account.bic,
            "bank_name": self.account.bank_name,
            "mandate_reference": self.mandate_reference,
        }


class BankDetails(OrderKind):
    """The customer pays by direct debit from another account, and the mandate for it is a paper at once."""

    slug = KIND
    title = gettext_lazy("Change bank details")
    description = gettext_lazy("Tell us the account from which we collect your invoices by direct debit.")
    icon = "landmark"
    families = frozenset({Family.ACCOUNT})
    form_class = BankDetailsForm
    template = "billing/orders/bank_details.html"
    secret_fields = ("iban",)
    fresh_proof = True
    order = 200
    home = MASTER_DATA

    def offered(self, situation: Situation) -> bool:
        """An operator without creditor identifier collects nothing by direct debit."""
        return bool(settings.BRAND.creditor_id)

    def refuse(self, situation: Situation, answers: Answers) -> None:
        if not answers["consent"]:
            raise OrderRefused(_("Without the mandate we cannot debit the account."))
        payment = payment_of(situation)
        if (
            payment is not None
            and payment.method == PaymentMethod.DIRECT_DEBIT
            and is_same_account(payment.iban, answers["iban_hash"])
        ):
            raise OrderRefused(
                _(
                    "We already debit this account. If only the name of its holder has changed, please call us."
                )
            )
        if answers["mandate_reference"] != next_reference(situation.customer):
            raise OrderRefused(
                _("Meanwhile other bank details were ordered. Please type in your bank details again.")
            )

    def subject(self, situation: Situation, answers: Answers) -> str:
        return "payment"

    def summary(self, situation: Situation, answers: Answers) -> list[Row]:
        rows = [
            Row(_("Account holder"), answers["account_holder"]),
            Row(_("IBAN"), answers["iban_masked"]),
            Row(_("Bank"), answers["bank_name"] or _("not in our list of banks; the IBAN is correct")),
            Row("BIC", answers["bic"]),
            Row(_("Mandate reference"), answers["mandate_reference"]),
            Row(_("Creditor identifier"), settings.BRAND.creditor_id),
        ]
        return [row for row in rows if row.value]

    def notes(self, situation: Situation, answers: Answers) -> list[str]:
        payment = payment_of(situation)
        notes = [
            _("With your order you give us the SEPA mandate %(reference)s; you find it under “Documents”.")
            % {"reference": answers["mandate_reference"]}
        ]
        if payment is not None and payment.method == PaymentMethod.TRANSFER:
            notes.append(_("So far you pay by bank transfer. From then on we collect your invoices."))
        elif payment is not None:
            notes.append(
                _("What we have already announced to your bank is still debited from %(iban)s.")
                % {"iban": mask_iban(payment.iban)}
            )
        return notes

    def placed(self, order: Order, secrets: Mapping[str, str], *, now: datetime) -> None:
        keep_sealed(order, secrets)
        issue_mandate(order, secrets["iban"], now=now)
        warn(order, now=now)

    def to_carrier(self, order: Order, product: Product) -> tuple[dict[str, Any], ...]:
        """`iban` joins these at hand-over."""
        answers = order.answers
        told = {
            "paymentMethod": "bankAccountDebit",
            "accountHolder": answers["account_holder"],
            "bic": answers["bic"],
            "mandateReference": answers["mandate_reference"],
            "mandateSignedOn": berlin_day(order.placed_at).isoformat(),
        }
        return (item("modify", product, told),)

    def complete(self, order: Order, product: Product, agreed: Agreed, *, now: datetime) -> None:
        iban, answers = take_out(order), order.answers
        old = PaymentDetails.objects.filter(customer=order.customer_id).first()
        new = {
            "method": PaymentMethod.DIRECT_DEBIT,
            "account_holder": answers["account_holder"],
            "iban": iban,
            "bic": answers["bic"],
            "bank_name": answers["bank_name"],
            "mandate_reference": answers["mandate_reference"],
            "mandate_signed_on": berlin_day(order.placed_at),
        }
        PaymentDetails.objects.update_or_create(customer_id=order.customer_id, defaults=new)
        record(
            "bank_details.changed",
            actor=system("order"),
            now=now,
            customer_id=order.customer_id,
            subject=order,
            old={name: getattr(old, name) for name in new} | {"iban": mask_iban(old.iban)} if old else {},
            new=new | {"iban": answers["iban_masked"]},
        )

    def dropped(self, order: Order, *, now: datetime) -> None:
        forget(order)


def payment_of(situation: Situation) -> PaymentDetails | None:
    """How the customer pays at present."""
    return getattr(situation.customer, "payment", None)


def warn(order: Order, *, now: datetime) -> None:
    """A notice to whoever placed the order and to the customer's own login: money goes another way (B2)."""
    own = Login.objects.filter(kind=LoginKind.CUSTOMER, identifier=order.customer.number).first()
    for login in {login.pk: login for login in (order.placed_by, own) if login is not None}.values():
        told = {
            "iban": order.answers["iban_masked"],
            "account_holder": order.answers["account_holder"],
            "activation_on": order.activation_on,
            "order_number": order.number,
        }
        tell("bank_details_changed", login=login, now=now, context=told)
