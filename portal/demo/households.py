"""A customer of the demo's carrier and the products it gives them, as lines of the carrier feed."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from django.conf import settings

from contracts.catalogue.items import Catalogue, Notice
from portal.lib.periods import add_months

MAILBOX_PASSWORD = "Demo-Postfach-1"  # noqa: S105  (of every mailbox and domain of the demo)
Line = dict[str, Any]


@dataclass
class Household:
    """A customer line of the feed, and the products given to it so far."""

    customer: Line
    catalogue: Catalogue
    today: date
    secret: str  # hash of MAILBOX_PASSWORD
    rng: Random = field(init=False)
    products: list[Line] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.rng = Random(self.number)  # noqa: S311  (invented products, no secrets)

    @property
    def number(self) -> str:
        return str(self.customer["id"])

    @property
    def is_business(self) -> bool:
        return bool(self.customer["engagedParty"]["@type"] == "Organization")

    @property
    def since(self) -> date:
        return date.fromisoformat(self.customer["customerSince"])

    @property
    def phone(self) -> str:
        media = self.customer["contactMedium"]
        return str(next(medium["phoneNumber"] for medium in media if medium["mediumType"] == "phone"))

    def ago(self, months: int) -> date:
        """So many months ago, but not before the customer came."""
        return max(self.since, add_months(self.today, -months))

    def give(
        self,
        code: str,
        start: date,
        *options: str,
        characteristics: dict[str, Any] | None = None,
        **fields: Any,
    ) -> str:
        """A product of this offering from `start` on, with options and barriers; its number."""
        offering = self.catalogue.offerings[code]
        line: Line = {
            "id": f"V-{self.number}-{len(self.products) + 1:02}",
            "customer": self.number,
            "category": str(offering.family),
            "productOffering": {"id": code},
            "name": offering.name.as_json(),
            "status": "active",
            "startDate": start.isoformat(),
            "productPrice": {"monthly": f"{offering.price.monthly:.2f}"},
            "productRelationship": [self._option(option, start) for option in options],
            "productCharacteristic": [
                {"name": name, "value": value} for name, value in (characteristics or {}).items()
            ],
        }
        if offering.family in ("internet", "telephony", "tv"):
            line["place"] = self._place()
        if "parent" not in fields:
            line["productTerm"] = self._term(code, start)
        self.products.append(line | fields)
        return str(line["id"])

    def give_mail(self, code: str, start: date, *names: str, domain: str = "") -> str:
        """A package with its mailboxes; the last one is a Plus mailbox that sends SMS."""
        domain = domain or settings.MAIL_DOMAIN
        package = self.give(code, start)
        for name in names:
            plus = name == names[-1] and len(names) > 1
            values = {"mailboxAddress": f"{name}@{domain}", "passwordHash": self.secret, "sendsSms": plus}
            options = ("storage-25",) if plus else ()
            kind = "mailbox-plus" if plus else "mailbox-basic"
            self.give(kind, start, *options, parent=package, characteristics=values)
        return package

    def give_domain(self, name: str, start: date) -> str:
        """A domain; its ending chooses the offering."""
        code = f"domain-{name.rsplit('.', 1)[-1]}"
        return self.give(code, start, characteristics={"domainName": name, "passwordHash": self.secret})

    def _place(self) -> dict[str, str]:
        home = self.customer["contactMedium"][0]
        return {"street": home["street1"], "postCode": home["postCode"], "city": home["city"]}

    def _term(self, code: str, start: date) -> Line:
        term = self.catalogue.offerings[code].term
        line: Line = {
            "minimumMonths": term.minimum_months,
            "notice": _notice(term.notice),
            "noticeAfter": _notice(term.notice_after),
            "prolongationMonths": term.prolongation_months,
        }
        if term.minimum_months:
            last_day = add_months(start, term.minimum_months) - timedelta(days=1)
            line["minimumTermEndsOn"] = last_day.isoformat()
        return line

    def _option(self, code: str, start: date) -> Line:
        barrier = self.catalogue.barriers.get(code)
        entry = barrier or self.catalogue.options[code]
        monthly = "0.00" if barrier else f"{self.catalogue.options[code].price.monthly:.2f}"
        return {
            "id": code,
            "name": entry.name.as_json(),
            "role": "barrier" if barrier else "option",
            "monthlyPrice": monthly,
            "validFor": {"startDate": start.isoformat()},
        }


def _notice(notice: Notice) -> Line:
    return {"amount": notice.amount, "unit": str(notice.unit), "toMonthEnd": notice.to_month_end}
