from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

# Sentences of Django that this portal says in its own German: what stands here is collected for locale/.
DJANGO_SENTENCES = (gettext_noop("This field is required."),)


class ShellConfig(AppConfig):
    name = "portal.shell"
    label = "shell"
    verbose_name = _("Portal")

    def ready(self) -> None:
        from . import checks  # noqa: F401 registers the system checks
        from .staff_groups import bring_groups_in_line

        post_migrate.connect(bring_groups_in_line, dispatch_uid="portal.shell.staff_groups")
