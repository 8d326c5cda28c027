"""The address of the page of e-mail addresses."""

from django.urls import path

from contracts.views import mail_addresses

app_name = "mail_addresses"
urlpatterns = [path("", mail_addresses.mail_addresses, name="list")]
