"""Free calls between the operator's mobile and fixed networks (section 5; D2). Pure."""

from collections.abc import Collection

from django.utils.translation import gettext as _

from contracts.catalogue.items import Family, Offering, Option


def works(option: Option, owned: Collection[Family]) -> bool:
    """Does an option have an effect now? Some need a line of the operator besides; it may come later."""
    return not option.requires_family or any(family in owned for family in option.requires_family)


def fixed_to_mobile_meaning(option: Option, owned: Collection[Family]) -> str:
    """What the customer should know of an option that needs a line; "" for options that need none."""
    if not option.requires_family:
        return ""
    if works(option, owned):
        return _("It works, because you also have an internet or fixed line with us. It ends with that line.")
    return _(
        "It has no effect at present, because you have no internet or fixed line with us. "
        "As soon as you have one, it works."
    )


def mobile_to_fixed_meaning(offering: Offering) -> str:
    """The flat from the mobile to our own networks needs nothing else; "" for plans without one."""
    if offering.characteristics.get("flat_own_network"):
        return _(
            "Calls from this mobile number to our mobile and fixed networks cost nothing more, at any hour."
        )
    return ""
