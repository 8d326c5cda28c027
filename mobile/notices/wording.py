"""What a notice says, in the active language: facts, what happens now, and until when. Pure; no advertising."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from mobile.models import UsageCounter, UsageKind
from mobile.rules.usage import amount_text
from portal.shell.formats import day_text, moment_text

USED_UP = 100  # percent


@dataclass(frozen=True)
class Notice:
    """One counter that has reached a mark (80 or 100 percent). `throttle_kbit` 0: the catalogue does not say."""

    counter: UsageCounter
    mark: int
    throttle_kbit: int = 0

    @property
    def allowance(self) -> str:
        """`600 MB`, `150 minutes`."""
        return amount_text(self.counter.kind, self.counter.allowance or 0)

    @property
    def used(self) -> str:
        return amount_text(self.counter.kind, self.counter.used)

    @property
    def as_of(self) -> str:
        return moment_text(self.counter.as_of)

    @property
    def last_day(self) -> str:
        return day_text(self.counter.period_end - timedelta(days=1))

    @property
    def subject_matter(self) -> str:
        """What was used, for the heading."""
        names = {
            UsageKind.MINUTES: pgettext("usage notice", "minutes"),
            UsageKind.SMS: pgettext("usage notice", "SMS"),
            UsageKind.DATA: pgettext("usage notice", "data volume"),
        }
        return names[UsageKind(self.counter.kind)]

    @property
    def consequence(self) -> str:
        """What happens now, or once everything is used."""
        now = self.mark >= USED_UP
        if self.counter.kind == UsageKind.DATA:
            return self._slower(now)
        day = {"day": self.last_day}
        if self.counter.kind == UsageKind.SMS:
            if now:
                return _("Each further SMS until %(day)s costs what your price list says.") % day
            return (
                _("Once they are used up, each further SMS until %(day)s costs what your price list says.")
                % day
            )
        if now:
            return _("Each further minute until %(day)s costs what your price list says.") % day
        return (
            _("Once they are used up, each further minute until %(day)s costs what your price list says.")
            % day
        )

    def _slower(self, now: bool) -> str:
        values = {"day": self.last_day, "kbit": self.throttle_kbit}
        if self.throttle_kbit:
            if now:
                return (
                    _("Until %(day)s you surf with at most %(kbit)d kbit/s. It costs nothing extra.") % values
                )
            return (
                _(
                    "Once it is used up, you surf with at most %(kbit)d kbit/s until %(day)s. It costs nothing extra."
                )
                % values
            )
        if now:
            return _("What holds for mobile internet until %(day)s stands in your price list.") % values
        return (
            _("What holds for mobile internet afterwards, until %(day)s, stands in your price list.") % values
        )
