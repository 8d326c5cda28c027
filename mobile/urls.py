"""Addresses of mobile contracts: numbers, cards, usage, services."""

from django.urls import path

from mobile.views import number, overview, services, usage

app_name = "mobile"
urlpatterns = [
    path("", overview.overview, name="overview"),
    path("<int:product_id>/", number.number, name="number"),
    path("<int:product_id>/verbrauch/", usage.usage, name="usage"),
    path("<int:product_id>/dienste/", services.services, name="services"),
]
