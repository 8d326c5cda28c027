"""Addresses of ordering and of orders."""

from django.urls import path

from contracts.views.orders import flow, pages

app_name = "orders"
urlpatterns = [
    path("bestellen/<slug:slug>/", flow.configure_account, name="configure_account"),
    path("bestellen/<slug:slug>/<int:product_id>/", flow.configure, name="configure"),
    path("bestellen/<slug:slug>/<int:product_id>/pruefen/", flow.check, name="check"),
    path("bestellen/<slug:slug>/<int:product_id>/beauftragen/", flow.place, name="place"),
    path("bestellen/<slug:slug>/<int:product_id>/verwerfen/", flow.discard, name="discard"),
    path("bestellen/zusammenfassung/<uuid:key>.pdf", flow.contract_summary, name="contract_summary"),
    path("auftraege/", pages.order_list, name="list"),
    path("auftraege/<slug:number>/", pages.order, name="order"),
    path("auftraege/<slug:number>/bestaetigung/", pages.confirmed, name="confirmed"),
    path("auftraege/<slug:number>/bestaetigung.pdf", pages.confirmation_pdf, name="confirmation_pdf"),
    path("auftraege/<slug:number>/stornieren/", pages.cancel, name="cancel"),
]
