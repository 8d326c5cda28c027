from django.apps import AppConfig


class CarrierConfig(AppConfig):
    name = "portal.carrier"
    label = "carrier"
