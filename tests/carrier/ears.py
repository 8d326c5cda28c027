"""A room above the gateway: listens to its signals."""

from typing import Any

from portal.carrier import signals

NAMES = ("order_received", "order_refused", "order_news", "cancellation_answered")


class Ears:
    """`news` are (signal, values); with `fails` every receiver raises; only numbers in `knows` are taken."""

    def __init__(self) -> None:
        self.news: list[tuple[str, dict[str, Any]]] = []
        self.fails = False
        self.knows: set[str] | None = None
        self._receivers: list[tuple[Any, Any]] = []

    def __enter__(self) -> "Ears":
        for name in NAMES:
            receiver = self._receiver(name)
            signal = getattr(signals, name)
            signal.connect(receiver)
            self._receivers.append((signal, receiver))
        return self

    def __exit__(self, *exception: object) -> None:
        for signal, receiver in self._receivers:
            signal.disconnect(receiver)

    def _receiver(self, name: str) -> Any:
        def receive(*, sender: Any, signal: Any, **values: Any) -> bool:
            if self.fails:
                raise RuntimeError("the room above is broken")
            number = values.get("number") or values["news"].number
            if self.knows is not None and number not in self.knows:
                return False
            self.news.append((name, values))
            return True

        return receive

    @property
    def names(self) -> list[str]:
        return [name for name, _values in self.news]

    @property
    def states(self) -> list[tuple[str, str]]:
        return [
            (values["news"].number, values["news"].state) for name, values in self.news if "news" in values
        ]
