"""Addresses of the notices about used allowances."""

from django.urls import path

from mobile.views import notices

app_name = "mobile_notices"
urlpatterns = [path("<int:product_id>/hinweise/", notices.choose, name="choose")]
