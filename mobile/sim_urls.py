"""Addresses of a SIM card, below /mobilfunk/."""

from django.urls import path

from mobile.views import pin_puk

app_name = "sim"
urlpatterns = [
    path("<int:product_id>/karten/<int:sim_id>/pin-puk/", pin_puk.pin_puk, name="pin_puk"),
]
