"""Orders about recommendations: a code of either campaign, and the credit that staff order for it (G1, G2)."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from accounts.models import Customer
from contracts.catalogue.items import Campaign, Family
from contracts.catalogue.store import NoCatalogue, version_on
from contracts.models import Order, Product
from contracts.orders.agreed import Agreed
from contracts.orders.errors import OrderRefused
from contracts.orders.kind import Answers, OrderForm, OrderKind, Row
from contracts.orders.placing import place_by_staff, rows_as_json
from contracts.orders.products import account_for
from contracts.orders.situation import Situation, situation_of
from contracts.orders.states import OrderState
from portal.audit.trail import Actor, system
from portal.lib.periods import berlin_day
from portal.shell.formats import day_text, money_text
from referrals.campaigns import Kind, Terms
from referrals.models import ReferralCode
from referrals.operations import credit_done, credit_failed, generate_code, kept, party_of
from referrals.queries import CREDIT_KIND
from referrals.rules import Refusal, generation_refusal, kind_refusal, last_day
from referrals.wording import REFUSALS


class CodeForm(OrderForm):
    """Nothing to fill in: the page explains, the check page shows the terms."""


class ReferralKind(OrderKind):
    """A code for one prospect; there is no limit to how many (G1). Done as soon as it is placed."""

    campaign_kind: Kind
    icon = "gift"
    families = frozenset({Family.ACCOUNT})
    form_class = CodeForm
    template = "referrals/order_fields.html"
    next_template = "referrals/next.html"
    goes_to_carrier = False
    is_cancellable = False

    def offered(self, situation: Situation) -> bool:
        campaign = self.campaign(situation)
        return campaign is not None and is_for(campaign, situation.customer.customer_since, situation.today)

    def why_not(self, situation: Situation) -> str:
        campaign = self.campaign(situation)
        if campaign is None:
            return _("This campaign has ended.")
        return str(REFUSALS[Refusal.ONLY_NEW if campaign.kind == Kind.NEW else Refusal.ONLY_EXISTING])

    def refuse(self, situation: Situation, answers: Answers) -> None:
        campaign = self._running(situation)
        refusal = generation_refusal(Terms.of(campaign), party_of(situation.customer), situation.today)
        if refusal is not None:
            raise OrderRefused(str(REFUSALS[refusal]))

    def subject(self, situation: Situation, answers: Answers) -> str:
        return "code"

    def summary(self, situation: Situation, answers: Answers) -> list[Row]:
        campaign = self._running(situation)
        end = last_day(Terms.of(campaign), situation.today)
        return [
            Row(_("Campaign"), str(campaign.title)),
            Row(_("You get"), money_text(campaign.reward)),
            Row(_("Code is valid until"), day_text(end)),
        ]

    def complete(self, order: Order, product: Product, agreed: Agreed, *, now: datetime) -> None:
        campaign = _campaign_of(self.campaign_kind, agreed.catalogue.campaigns.values(), agreed.on)
        if campaign is None:
            raise ValueError(f"order {order.number}: no campaign is running")
        actor = system(f"order {order.number}")
        code = generate_code(
            customer=order.customer, campaign=campaign, order_number=order.number, actor=actor, now=now
        )
        order.referral_code = code.code
        order.results = rows_as_json(lambda: [Row(_("Your code"), code.code)])

    def campaign(self, situation: Situation) -> Campaign | None:
        """The campaign of this kind that runs today."""
        return _campaign_of(self.campaign_kind, situation.catalogue.campaigns.values(), situation.today)

    def _running(self, situation: Situation) -> Campaign:
        campaign = self.campaign(situation)
        if campaign is None:
            raise OrderRefused(_("This campaign has ended."))
        return campaign


class ReferralOfExisting(ReferralKind):
    """Customers recommend us: whoever has a contract of the kinds that the campaign is about."""

    slug = "referral-existing"
    campaign_kind = Kind.EXISTING
    title = gettext_lazy("Code: customers recommend us")
    description = gettext_lazy(
        "You get a code for one person. When they name it in a new contract, we credit you the reward."
    )
    order = 10

    def refuse(self, situation: Situation, answers: Answers) -> None:
        super().refuse(situation, answers)
        families = [Family(name) for name in self._running(situation).families if name in set(Family)]
        if families and not situation.owns(*families):
            raise OrderRefused(
                _("This campaign is for customers with a running contract. You have none at present.")
            )


class ReferralOfNew(ReferralKind):
    """New customers recommend us: in the first weeks after becoming one."""

    slug = "referral-new"
    campaign_kind = Kind.NEW
    title = gettext_lazy("Code: new customers recommend us")
    description = gettext_lazy(
        "You have just come to us? You get a code for one person, with the reward for new customers."
    )
    order = 11


class ReferralCredit(OrderKind):
    """The reward on the customer's account: ordered by the service centre only, carried out by the carrier."""

    slug = CREDIT_KIND
    title = gettext_lazy("Credit for a recommendation")
    description = gettext_lazy("The reward appears on the customer account.")
    icon = "gift"
    families = frozenset({Family.ACCOUNT})
    form_class = CodeForm
    is_cancellable = False

    def offered(self, situation: Situation) -> bool:
        return False  # no customer credits themselves

    def subject(self, situation: Situation, answers: Answers) -> str:
        return f"credit:{answers['code']}"

    def name(self, situation: Situation, answers: Answers) -> str:
        return _("Credit for the recommendation %(code)s") % {"code": answers["code"]}

    def summary(self, situation: Situation, answers: Answers) -> list[Row]:
        return [
            Row(_("Your code"), answers["code"]),
            Row(pgettext("reward", "Credit"), money_text(Decimal(answers["amount"]), answers["currency"])),
        ]

    def complete(self, order: Order, product: Product, agreed: Agreed, *, now: datetime) -> None:
        day = berlin_day(now)
        order.results = rows_as_json(lambda: [Row(_("Credited on"), day_text(day))])
        credit_done(order_number=order.number, now=now)

    def dropped(self, order: Order, *, now: datetime) -> None:
        """Of an order that was done in part nobody here knows whether it paid: then its code waits for staff."""
        if order.state != OrderState.PARTIAL:
            credit_failed(order_number=order.number, now=now)


def order_credit(code: ReferralCode, actor: Actor, now: datetime) -> str:
    """Order the reward of a code from the carrier, in the caller's transaction; the order's number."""
    customer: Customer = kept(code.customer)
    account = account_for(customer, now=now)
    situation = situation_of(account, today=berlin_day(now))
    answers = {"code": code.code, "amount": str(code.reward_amount), "currency": code.currency}
    order = place_by_staff(
        kind=ReferralCredit(),
        situation=situation,
        answers=answers,
        referral_code=code.code,
        actor=actor,
        now=now,
    )
    return order.number


def kinds_for(customer_since: date | None, day: date) -> list[tuple[ReferralKind, Campaign]]:
    """The kinds of code that a customer of this first day can order on `day`, each with its campaign; none while there
    is no catalogue."""
    try:
        campaigns = version_on(day)[1].campaigns.values()
    except NoCatalogue:
        return []
    both: tuple[ReferralKind, ...] = (ReferralOfExisting(), ReferralOfNew())
    found = [(kind, _campaign_of(kind.campaign_kind, campaigns, day)) for kind in both]
    return [
        (kind, campaign) for kind, campaign in found if campaign and is_for(campaign, customer_since, day)
    ]


def is_for(campaign: Campaign, customer_since: date | None, day: date) -> bool:
    """Is this campaign for a customer of this first day?"""
    return kind_refusal(Terms.of(campaign), customer_since, day) is None


def _campaign_of(kind: Kind, campaigns: Iterable[Campaign], day: date) -> Campaign | None:
    return next((campaign for campaign in campaigns if campaign.kind == kind and campaign.sold_on(day)), None)
