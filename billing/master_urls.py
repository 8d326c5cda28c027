"""Addresses of the master data."""

from django.urls import path

from billing.views import iban, master_data

app_name = "master_data"
urlpatterns = [
    path("", master_data.overview, name="overview"),
    path("iban/", iban.look_up, name="iban"),
]
