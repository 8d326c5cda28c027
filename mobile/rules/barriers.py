"""Barrier groups of a mobile contract that are set from the start (D6, § 61 TKG). Pure."""

from collections.abc import Mapping

from contracts.catalogue.items import BarrierGroup, Offering


def defaults(offering: Offering, groups: Mapping[str, BarrierGroup]) -> list[BarrierGroup]:
    """What is set from the start with this plan."""
    return [groups[code] for code in offering.barriers if code in groups and groups[code].on_by_default]
