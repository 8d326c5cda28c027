from django.urls import path

from accounts.views import (
    first_login,
    invoice_password,
    login,
    mails,
    own_address,
    own_password,
    proof,
    reset,
    security,
    stay,
)

app_name = "accounts"
urlpatterns = [
    path("anmelden/", login.log_in, name="login"),
    path("abmelden/", login.log_out, name="logout"),
    path("anmelden/bestaetigen/", proof.confirm_password, name="prove"),
    path("kennwort-vergessen/", reset.ask_for_reset, name="reset"),
    path("erste-anmeldung/e-mail/", first_login.enter_email, name="first_email"),
    path("erste-anmeldung/e-mail/erneut/", first_login.send_email_again, name="first_email_again"),
    path("erste-anmeldung/kennwort/", first_login.choose_password, name="first_password"),
    path("e-mail-bestaetigen/<token>/", first_login.show_confirmation, name="confirm_email"),
    path("e-mail-bestaetigen/<token>/ja/", first_login.confirm, name="confirm_email_yes"),
    path("sitzung/", stay.show_state, name="session_state"),
    path("sitzung/verlaengern/", stay.extend, name="session_extend"),
    path("sitzung/entwurf/", stay.keep_form, name="session_draft"),
    path("sitzung/entwurf/verwerfen/", stay.discard_form, name="discard_draft"),
    path("sitzung/kundennummer/", stay.choose_customer, name="switch_customer"),
    path("sicherheit/", security.overview, name="security"),
    path("sicherheit/anmeldungen/", security.history, name="login_history"),
    path("sicherheit/sitzungen/<int:stay_id>/beenden/", security.end_one, name="end_session"),
    path("sicherheit/sitzungen/andere-beenden/", security.end_others, name="end_other_sessions"),
    path("sicherheit/kennwort/", own_password.change_own, name="own_password"),
    path("sicherheit/e-mail/", own_address.change_address, name="address"),
    path("sicherheit/e-mail/erneut/", own_address.send_again, name="address_again"),
    path("sicherheit/e-mail/zuruecknehmen/", own_address.withdraw, name="address_withdraw"),
    path("sicherheit/rechnungskennwort/", invoice_password.edit, name="invoice_password"),
    path("sicherheit/rechnungskennwort/widerrufen/", invoice_password.revoke, name="invoice_revoke"),
    path(
        "sicherheit/rechnungskennwort/einzelverbindungen/",
        invoice_password.allow_calls,
        name="invoice_allow_calls",
    ),
    path(
        "sicherheit/rechnungskennwort/einzelverbindungen/aus/",
        invoice_password.stop_calls,
        name="invoice_stop_calls",
    ),
    path("nachrichten/", mails.messages_list, name="messages"),
    path("nachrichten/<int:mail_id>/", mails.message, name="message"),
]
