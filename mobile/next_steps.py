"""What a mobile contract asks its customer to do now, the most urgent first (D3, D7, D8). Pure."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from mobile.lines import MobileLine
from mobile.models import MobileNumber, NumberKind, SimState
from mobile.sim_looks import CardLook
from portal.shell.formats import day_text


@dataclass(frozen=True)
class Step:
    """A sentence, and where to do it; without address there is nothing to do but wait."""

    text: str
    url: str = ""
    label: str = ""
    tone: str = ""  # class of the notice
    icon: str = "info"


def steps_for(line: MobileLine) -> list[Step]:
    """Steps of the cards, of the number, of used-up volume."""
    steps = [step for look in line.cards if (step := _card_step(line, look)) is not None]
    if line.coming_number is not None:
        steps.append(_port_step(line.coming_number, line.number))
    if any(allowance.throttle.is_on for allowance in line.allowances):
        step = _to_change(line, "mobile-plan", _("Do you need more volume each month? Change your plan."))
        steps += [step] if step.url else []
    return steps


def _card_step(line: MobileLine, look: CardLook) -> Step | None:
    named = {"card": look.title}
    state = SimState(look.card.state)
    if state is SimState.INACTIVE:
        text = _("%(card)s does not work yet. Activate it when you have it in your hands.") % named
        return _to_change(line, "sim-activation", text, tone="warn", icon="smartphone")
    if state in (SimState.BLOCKED_LOSS, SimState.DEAD):
        text = {
            SimState.BLOCKED_LOSS: _(
                "%(card)s is blocked. Did you find it again? Then call our service centre. "
                "Otherwise order a new one."
            ),
            SimState.DEAD: _("%(card)s cannot be used any more. Please order a new one."),
        }[state] % named
        return _to_change(line, "sim-replacement", text, tone="bad", icon="triangle-alert")
    if state is SimState.BLOCKED_PIN:
        text = _("%(card)s is locked. You need its PUK, 8 digits, and then choose a new PIN.") % named
        if look.codes_url:
            return Step(text, look.codes_url, _("Show PIN and PUK"), "bad", "lock")
        return _to_change(line, "puk-information", text, tone="bad", icon="lock")
    if state is SimState.SENT:
        return Step(_("%(card)s is on its way to you. You can activate it when it has arrived.") % named)
    if state is SimState.ORDERED:
        return Step(_("We are preparing a card for you. You get a message when it is sent."))
    return None


def _port_step(coming: MobileNumber, present: MobileNumber | None) -> Step:
    values = {"number": coming.national, "day": day_text(coming.valid_from)}
    if present is not None and present.kind == NumberKind.TEMPORARY:
        values["temporary"] = present.national
        text = _("Your number %(number)s comes on %(day)s. Until then you can be reached at %(temporary)s.")
        return Step(text % values, icon="phone")
    return Step(_("From %(day)s on your number is %(number)s.") % values, icon="phone")


def _to_change(line: MobileLine, slug: str, text: str, *, tone: str = "", icon: str = "info") -> Step:
    change = line.change(slug)
    if change is None:
        return Step(text, tone=tone, icon=icon)
    if change.open_number:
        order_url = reverse("orders:order", args=[change.open_number])
        return Step(text, order_url, _("Look at the open order"), tone, icon)
    return Step(text, change.url, change.title, tone, icon)
