// What the page calls: at each rerun the server draws with `AtlasPanels.<name>(component)`, see utils/panels.py, and the map
// says what it cannot do alone. It comes last: stand_in.js knows by it that every room is there.
"use strict";

window.AtlasPanels = (() => {
  const { header } = AtlasParts.header;
  const { near } = AtlasParts.near;
  const { filters } = AtlasParts.filters;
  const { results } = AtlasParts.results;
  const { embedded } = AtlasParts.embedded;
  const { table } = AtlasParts.table;
  const { picker, fragment, schemes } = AtlasParts.sheets;
  const { chronologie } = AtlasParts.timeline;
  const { glossaire } = AtlasParts.glossary;
  const { graphiques } = AtlasParts.charts;
  const { toggleRegion } = AtlasParts.choice;
  const { go } = AtlasParts.pages;
  const { lost: withoutMap } = AtlasParts.mapWatch;

  return { header, near, filters, results, embedded, table, picker, fragment, schemes, chronologie, glossaire, graphiques, go, withoutMap, toggleRegion };
})();
