"""The list page: the filtered poles as a table to sort, columns to choose from, and the exports."""

from __future__ import annotations

from utils import data, results_bar, state, table

panel = data.panel()
kept = panel.index.mask(state.current().selection)
results_bar.show(panel, int(kept.sum()), "Liste")
table.show(panel, kept)
