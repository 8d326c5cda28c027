from django.urls import path

from accounts.views import first_login, login, notification, reset

app_name = "accounts"
urlpatterns = [
    path("anmelden/", login.log_in, name="login"),
    path("abmelden/", login.log_out, name="logout"),
    path("kennwort-vergessen/", reset.ask_for_reset, name="reset"),
    path("sicherheit/benachrichtigung/", notification.mail_amount, name="mail_amount"),
    path("erste-anmeldung/e-mail/", first_login.enter_email, name="first_email"),
    path("erste-anmeldung/e-mail/erneut/", first_login.send_email_again, name="first_email_again"),
    path("erste-anmeldung/kennwort/", first_login.choose_password, name="first_password"),
    path("e-mail-bestaetigen/<token>/", first_login.show_confirmation, name="confirm_email"),
    path("e-mail-bestaetigen/<token>/ja/", first_login.confirm, name="confirm_email_yes"),
]
