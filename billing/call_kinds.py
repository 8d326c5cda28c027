"""What kind of connection a call record bills (F1); docs/formats/billing-run.md says how it is derived."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CallKind(models.TextChoices):
    VOICE = "voice", _("call")
    MOBILE = "mobile", _("call to a mobile phone")
    INTERNATIONAL = "international", _("international call")
    SERVICE = "service", _("service number")
    SMS = "sms", _("text message")
    DATA = "data", _("data")
    OTHER = "other", _("other connection")
