"""The entry of a telephone line in directories: only what the customer asks for (B7, § 17 TDDDG)."""

from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.catalogue.items import Family
from contracts.models import DirectoryEntry, Order, Product
from contracts.orders.agreed import Agreed
from contracts.orders.errors import OrderRefused
from contracts.orders.kind import Answers, OrderForm, OrderKind, Row
from contracts.orders.situation import Situation

WHERE = {
    "printed": gettext_lazy("printed directories"),
    "electronic": gettext_lazy("electronic directories"),
    "enquiries": gettext_lazy("directory enquiries"),
}


@dataclass(frozen=True)
class Wish:
    """Where the line is listed, and with which data; without a place there is no entry and no data."""

    printed: bool = False
    electronic: bool = False
    enquiries: bool = False
    name: str = ""
    address: str = ""
    profession: str = ""

    @classmethod
    def of(cls, answers: Answers) -> "Wish":
        wish = cls(**{key: answers[key] for key in cls.__dataclass_fields__})
        return wish if wish.is_listed else cls()

    @classmethod
    def listed_as(cls, entry: DirectoryEntry | None) -> "Wish":
        """What an entry says."""
        if entry is None:
            return cls()
        return cls.of({key: getattr(entry, key) for key in cls.__dataclass_fields__})

    @property
    def is_listed(self) -> bool:
        return self.printed or self.electronic or self.enquiries

    @property
    def places(self) -> str:
        """`printed directories, directory enquiries` in the active language."""
        return ", ".join(str(words) for key, words in WHERE.items() if getattr(self, key))


class DirectoryForm(OrderForm):
    """Where, and which data. What is known is filled in, but nothing is chosen for the customer."""

    printed = forms.BooleanField(label=gettext_lazy("In printed directories"), required=False)
    electronic = forms.BooleanField(
        label=gettext_lazy("In electronic directories, for example on the internet"), required=False
    )
    enquiries = forms.BooleanField(
        label=gettext_lazy("Directory enquiries may tell the number"), required=False
    )
    name = forms.CharField(
        label=gettext_lazy("Name"),
        help_text=gettext_lazy("Others who use the line may be named if they agree."),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    address = forms.ChoiceField(label=gettext_lazy("Address"), required=False, widget=forms.RadioSelect)
    profession = forms.CharField(label=gettext_lazy("Profession"), max_length=100, required=False)

    def __init__(self, situation: Situation, *args: Any, **options: Any) -> None:
        known = _suggestion(situation)
        initial = {**asdict(known), **(options.pop("initial", None) or {})}
        super().__init__(situation, *args, initial=initial, **options)
        addresses = ["", *addresses_of(situation.product, known.address)]
        self.fields["address"].choices = [(text, text or _("no address")) for text in addresses]  # type: ignore[attr-defined]


class DirectoryOrder(OrderKind):
    """Sets, changes or deletes the entry; deleted is what is listed nowhere."""

    slug = "directory-entry"
    title = gettext_lazy("Change the directory entry")
    description = gettext_lazy(
        "You decide where your number is listed and with which data, or that it is not."
    )
    icon = "id-card"
    families = frozenset({Family.TELEPHONY})
    form_class = DirectoryForm
    template = "contracts/orders/directory_fields.html"
    order = 50

    def offered(self, situation: Situation) -> bool:
        return situation.product.is_running

    def answers_of(self, form: OrderForm) -> dict[str, Any]:
        """Data without a place to list them are not kept."""
        return asdict(Wish.of(super().answers_of(form)))

    def refuse(self, situation: Situation, answers: Answers) -> None:
        wish = Wish.of(answers)
        if wish.is_listed and wish.profession and not wish.name:
            raise OrderRefused(_("A profession is listed with a name only. Please enter the name too."))
        if wish.is_listed and not wish.name:
            raise OrderRefused(_("An entry needs at least a name. Please enter it, or choose no directory."))
        if wish == Wish.listed_as(entry_of(situation.product)):
            raise OrderRefused(
                _("Nothing would change: your number is listed like this already.")
                if wish.is_listed
                else _("Nothing would change: your number is not listed anywhere.")
            )

    def subject(self, situation: Situation, answers: Answers) -> str:
        return "directory-entry"

    def summary(self, situation: Situation, answers: Answers) -> list[Row]:
        wish = Wish.of(answers)
        product = Row(_("Product"), situation.product.title)
        if not wish.is_listed:
            return [product, Row(_("Entry"), _("none, the present one is deleted"))]
        data = (
            (_("Name"), wish.name),
            (_("Address"), wish.address or _("not listed")),
            (_("Profession"), wish.profession or _("not listed")),
        )
        return [product, Row(_("Listed in"), wish.places), *(Row(label, value) for label, value in data)]

    def notes(self, situation: Situation, answers: Answers) -> list[str]:
        wish, present = Wish.of(answers), Wish.listed_as(entry_of(situation.product))
        if wish.printed or present.printed:
            return [_("Printed directories show the change in their next edition.")]
        return []

    def complete(self, order: Order, product: Product, agreed: Agreed, *, now: datetime) -> None:
        wish = Wish.of(order.answers)
        if wish.is_listed:
            DirectoryEntry.objects.update_or_create(
                product=product, defaults={**asdict(wish), "since": agreed.on}
            )
        else:
            DirectoryEntry.objects.filter(product=product).delete()


def entry_of(product: Product) -> DirectoryEntry | None:
    """The entry that the product has at present."""
    return DirectoryEntry.objects.filter(product=product).first()


def addresses_of(product: Product, listed: str) -> list[str]:
    """How much of the line's address can be listed: the town, all of it, or what is listed now."""
    town = f"{product.postcode} {product.town}".strip()
    whole = ", ".join(part for part in (product.street, town) if part)
    return list(dict.fromkeys(text for text in (product.town, whole, listed) if text))


def _suggestion(situation: Situation) -> Wish:
    """The present entry; without one the name, and no directory chosen."""
    present = Wish.listed_as(entry_of(situation.product))
    return present if present.is_listed else replace(present, name=situation.customer.name[:100])


def directory_panel(product: Product) -> dict[str, Any] | None:
    """The present entry on the page of a telephone line (B7)."""
    if product.family != Family.TELEPHONY:
        return None
    entry: DirectoryEntry | None = getattr(product, "directory", None)
    return {"entry": Wish.listed_as(entry), "since": entry.since if entry else None}
