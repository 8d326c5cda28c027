"""The password rule in words: what is told when a password is refused."""

from django.utils.translation import gettext_lazy as _

from accounts.rules.password import Fault

FAULT_TEXTS = {
    Fault.TOO_SHORT: _("The password is too short. It needs at least 8 characters."),
    Fault.TOO_LONG: _("The password is too long. At most 128 characters are possible."),
    Fault.TOO_SIMPLE: _(
        "Please use two of these: a capital letter, a digit, a special character."
        " Or choose a password of at least 15 characters."
    ),
    Fault.NOT_TEXT: _("The password contains a character that cannot be typed. Please use another one."),
    Fault.COMMON: _("This password is known and easy to guess. Please think of another one."),
    Fault.OWN_DATA: _("The password must not contain your customer number, your name or your address."),
    Fault.SAME_AS_BEFORE: _("This is your present password. Please choose a new one."),
    Fault.SAME_AS_INVOICE: _("This is the password for your online invoice. Please choose another one."),
    Fault.SAME_AS_PORTAL: _("This is your password for the customer portal. Please choose another one."),
    Fault.SAME_AS_GIVEN: _("You received this password from us. Please choose one of your own."),
}
