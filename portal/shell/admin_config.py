"""Django's admin with our own site: every `admin.py` registers there without naming it."""

from django.contrib.admin.apps import AdminConfig


class PortalAdminConfig(AdminConfig):
    default_site = "portal.shell.admin_site.ServiceCentre"
