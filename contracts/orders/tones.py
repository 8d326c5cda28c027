"""How states look: a badge's tone, never without the words."""

from .states import OrderState

_TONES = {
    OrderState.COMPLETED: "good",
    OrderState.PARTIAL: "warn",
    OrderState.FAILED: "bad",
    OrderState.REJECTED: "bad",
    OrderState.HELD: "warn",
    OrderState.ASSESSING_CANCELLATION: "warn",
    OrderState.PENDING_CANCELLATION: "warn",
    OrderState.CANCELLED: "",
}


def tone_of(state: str) -> str:
    """good, warn, bad, news or "" for `<span class="badge …">`."""
    return _TONES.get(OrderState(state), "news")
