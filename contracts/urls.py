"""Addresses of products."""

from django.urls import path

from contracts.views import products

app_name = "contracts"
urlpatterns = [
    path("", products.products, name="products"),
    path("<int:product_id>/", products.product, name="product"),
    path("<int:product_id>/jugendschutz-pin/", products.youth_pin, name="youth_pin"),
]
