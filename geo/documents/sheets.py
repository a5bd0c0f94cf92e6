"""What the documents of the regions are made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo import stats
from geo.sheets.region import Column

if TYPE_CHECKING:
    from geo.filters import Mask
    from geo.model import Panel, Region
    from geo.population import Population
    from geo.reference.schemes import Scheme

__all__ = ["Sheets"]


@dataclass(frozen=True, slots=True)
class Sheets:
    """What the sheets of the regions are made from.

    Parameters
    ----------
    panel
        The poles.
    schemes
        The support schemes.
    populations
        INSEE code of a region → its population.
    link
        Absolute URL of the page of the regions.
    """

    panel: Panel
    schemes: tuple[Scheme, ...]
    populations: Mapping[str, Population]
    link: str

    def page(self, region: Region) -> str:
        """Return the absolute URL of the sheet of a region."""
        return f"{self.link}?id={region.slug}"

    def column(self, region: Region) -> Column:
        """Return what a comparison says of a region: the poles of the panel in it, and its population."""
        counted = stats.profile(self.panel, self.panel.in_panel & stats.region_mask(self.panel, region.code))
        return Column(region.name, counted, self.populations[region.code])

    def later(self, region: Region) -> Mask:
        """Return which of `panel.poles` are laureates of later calls, in the region, that are not in the panel."""
        mask: Mask = ~self.panel.in_panel & stats.region_mask(self.panel, region.code)
        return mask

    def of_region(self, region: Region) -> tuple[Scheme, ...]:
        """Return the schemes of a region."""
        return tuple(scheme for scheme in self.schemes if scheme.region_code == region.code)
