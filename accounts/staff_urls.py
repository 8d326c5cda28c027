"""The door of the service centre. Stands before the admin's addresses, without a namespace (portal.access)."""

from django.urls import path

from accounts.views import staff_factor, staff_login, staff_password

urlpatterns = [
    path("anmelden/", staff_login.staff_login, name="staff_login"),
    path("zweiter-faktor/", staff_factor.factor_setup, name="staff_factor_setup"),
    path("zweiter-faktor/bild.svg", staff_factor.factor_image, name="staff_factor_image"),
    path("wiederherstellung/", staff_factor.recovery_codes, name="staff_recovery_codes"),
    path("kennwort/", staff_password.staff_password, name="staff_password"),
]
