"""Where the orders of this room begin."""

from django.utils.translation import gettext_lazy as _

MASTER_DATA = ("master_data:overview", _("Master data"))
