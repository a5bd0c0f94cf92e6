"""The map page: the filtered poles on the map, their list, the card of the one in hand."""

from __future__ import annotations

from utils import data, map_view, results_bar, state

panel = data.panel()
kept = panel.index.mask(state.current().selection)
results_bar.show(panel, int(kept.sum()))
map_view.show(panel, kept)
