"""The carrier's ordering system over HTTP: TM Forum Product Ordering (TMF622) version 4 (docs/carrier.md)."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone

from .gateway import CancelAnswer, CarrierAway, CarrierNews, CarrierOrder, CarrierRefused, Receipt
from .sentences import sentence
from .tmf622_answers import cancel_answer, first_by_number, news_of, receipt_of
from .tmf622_http import Conflict, Wire
from .tmf622_requests import cancel_request, order_request

log = logging.getLogger(__name__)


class Tmf622:
    """Speaks to CARRIER_URL with CARRIER_TOKEN. `clock` dates answers that carry no time of their own."""

    def __init__(self, *, clock: Callable[[], datetime] = timezone.now) -> None:
        self.clock = clock
        self.wire = Wire(clock=clock)

    def submit(self, order: CarrierOrder) -> Receipt:
        """POST productOrder. A conflict is looked into: the carrier may have the order from an earlier call."""
        try:
            answer = self.wire.post(
                "productOrder",
                order_request(order),
                action="submit",
                order_number=order.number,
                hidden=tuple(order.secrets.values()),
            )
        except Conflict:
            known = self._listed([order.number], action="lookup").get(order.number)
            if known is None:
                raise
            answer = known
        return receipt_of(answer, number=order.number, now=self.clock())

    def status(self, numbers: Sequence[str]) -> list[CarrierNews]:
        """GET productOrder?externalId=a,b,c.

        Asked for one order, CarrierAway where it cannot be understood: who places orders must not take it for
        unknown. Among many it is left out, so that it keeps back the news of no other.
        """
        action = "lookup" if len(numbers) == 1 else "status"
        listed = self._listed(numbers, action=action)
        now, found = self.clock(), []
        for number, answer in listed.items():
            try:
                found.append(news_of(answer, number=number, now=now))
            except CarrierAway as strange:
                if len(numbers) == 1:
                    raise
                log.error("order %s at the carrier cannot be understood: %s", number, strange.reason)
        return found

    def cancel(self, number: str, reference: str, reason: str) -> CancelAnswer:
        """POST cancelProductOrder."""
        if not reference:
            known = self._listed([number], action="lookup").get(number)
            if known is None:
                raise CarrierRefused(sentence("unknown_order"))
            reference = receipt_of(known, number=number, now=self.clock()).reference
        answer = self.wire.post(
            "cancelProductOrder", cancel_request(reference, reason), action="cancel", order_number=number
        )
        return cancel_answer(answer, now=self.clock())

    def _listed(self, numbers: Sequence[str], *, action: str) -> dict[str, dict[str, Any]]:
        """The carrier's orders by our numbers; the first of several with one number."""
        if not numbers:
            return {}
        query = {"externalId": ",".join(numbers), "limit": str(2 * len(numbers))}
        try:
            answer = self.wire.get(
                "productOrder", query, action=action, order_number=numbers[0] if len(numbers) == 1 else ""
            )
        except CarrierRefused as refusal:  # a question cannot be refused for good
            raise CarrierAway(refusal.reason) from refusal
        return first_by_number(answer, numbers)
