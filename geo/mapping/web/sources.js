// Where the rows of the list over the poles come from. A short list is a file, fetched once, and everything else happens here;
// a long one stays on the server, which answers for what the map shows. Both answer the same three questions: what a
// window of the map shows of the rows that are kept, a page of those rows, the cards of some of them. `answer` (of the
// server) and `preview` (of a click that it has yet to answer) say whether other rows are kept than before.
"use strict";

Atlas.sources = (() => {
  // As geo/points/grid.py: a cell is two levels finer than the tile of its zoom.
  const CELL_LEVELS = 2;
  const MAX_LEVEL = 24;
  const MOST_ROWS = 100;
  const MOST_CARDS = 50;
  const ONE_PLACE = 1e-5;

  function inSquare(lat, lon) {
    const sine = Math.sin((Math.max(-85.05112878, Math.min(85.05112878, lat)) * Math.PI) / 180);
    return [(lon + 180) / 360, 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)];
  }

  // As `PointGrid.cells`: whole cells, counted with what they hold outside the window.
  function cellsOf(list, rows, { west, south, east, north, zoom }) {
    const side = 2 ** Math.max(0, Math.min(MAX_LEVEL, Math.round(zoom) + CELL_LEVELS));
    const [left, top] = inSquare(north, west).map((value) => Math.floor(value * side));
    const [right, bottom] = inSquare(south, east).map((value) => Math.floor(value * side));
    const cells = new Map();
    for (const row of rows) {
      if (list.lat[row] === null) continue;
      const [x, y] = inSquare(list.lat[row], list.lon[row]).map((value) => Math.floor(value * side));
      if (x < left || x > right || y < top || y > bottom) continue;
      const key = y * side + x;
      if (!cells.has(key)) cells.set(key, []);
      cells.get(key).push(row);
    }
    return [...cells.values()];
  }

  function local(list) {
    let kept = list.lignes.map((_, row) => row);

    function keep(next) {
      const changed = next.length !== kept.length || next.some((row, position) => row !== kept[position]);
      kept = next;
      return changed;
    }

    // As `LocatedList.mask` does, for the facets; words and distances are the server's.
    function preview(choice) {
      const asked = Object.entries(choice).filter(([facet, values]) => values.length && list.facettes[facet]);
      const tests = asked.map(([facet, values]) => {
        const { valeurs, ensembles, codes } = list.facettes[facet];
        const fits = ensembles.map((ranks) => ranks.some((rank) => values.includes(valeurs[rank])));
        return (row) => fits[codes[row]];
      });
      return keep(list.lignes.map((_, row) => row).filter((row) => tests.every((test) => test(row))));
    }

    // One bit a row, those that the server keeps; nothing where it keeps them all.
    function answer({ garde }, autour) {
      const on = garde === null ? null : Uint8Array.from(atob(garde), (char) => char.charCodeAt(0));
      const rows = list.lignes.map((_, row) => row).filter((row) => !on || on[row >> 3] & (128 >> (row & 7)));
      // As `LocatedList.order` does: around a place, the nearest first.
      if (autour) rows.sort((one, other) => far(one, autour) - far(other, autour));
      return keep(rows);
    }

    const far = (row, place) => L.latLng(list.lat[row], list.lon[row]).distanceTo([place.lat, place.lon]);

    const where = (row) => (list.lat[row] === null ? `non placée : ${list.motifs[list.motif[row]]}` : list.lieux[row]);

    async function view(bounds) {
      const answer = { gardees: kept.length, placees: kept.filter((row) => list.lat[row] !== null).length, mailles: [], points: [] };
      for (const rows of cellsOf(list, kept, bounds)) {
        const mean = (values) => rows.reduce((sum, row) => sum + values[row], 0) / rows.length;
        const extent = (values) => Math.max(...rows.map((row) => values[row])) - Math.min(...rows.map((row) => values[row]));
        if (rows.length === 1) answer.points.push([rows[0], list.lon[rows[0]], list.lat[rows[0]], list.noms[rows[0]], list.lieux[rows[0]]]);
        else answer.mailles.push([mean(list.lon), mean(list.lat), rows.length, Math.max(extent(list.lon), extent(list.lat)) < ONE_PLACE ? rows.slice(0, MOST_CARDS) : null]);
      }
      return answer;
    }

    const page = async (start) => ({ nombre: kept.length, lignes: kept.slice(start, start + MOST_ROWS).map((row) => [row, list.noms[row], where(row), list.lat[row] !== null]) });
    const cards = async (rows) => rows.map((row) => ({
      rang: row, lat: list.lat[row], lon: list.lon[row], ligne: list.lignes[row], nom: list.noms[row], lieu: list.lieux[row], statut: list.statuts[list.statut[row]], motif: list.motifs[list.motif[row]],
      cellules: list.colonnes.map((column, position) => [column, list.cellules[position][row]]).filter(([, text]) => text),
    }));
    return { answer, preview, view, page, cards, total: list.nombre };
  }

  function remote(address, total, fetchJson) {
    let filters = "";
    const ask = (name, query, signal) => fetchJson(`${address}${name}.json?${query}${filters ? `&${filters}` : ""}`, signal);
    function keep(next) {
      const sorted = new URLSearchParams(next);
      // About the poles only.
      sorted.delete("appels");
      sorted.sort();
      const changed = String(sorted) !== filters;
      filters = String(sorted);
      return changed;
    }
    const answer = ({ filtres }) => keep(filtres || "");
    // What is typed or measured stays as it was: only facets are previewed.
    function preview(choice) {
      const kept = [...new URLSearchParams(filters)].filter(([name]) => !(name in choice));
      return keep([...kept, ...Object.entries(choice).flatMap(([facet, values]) => values.map((value) => [facet, value]))]);
    }
    const view = ({ west, south, east, north, zoom }, signal) => ask("vue", `bornes=${[west, south, east, north].map((degrees) => degrees.toFixed(5))}&zoom=${zoom}`, signal);
    const page = (start, signal) => ask("lignes", `debut=${start}`, signal);
    const cards = (rows) => fetchJson(`${address}fiches.json?${rows.map((row) => `rang=${row}`).join("&")}`);
    return { answer, preview, view, page, cards, total };
  }

  return { local, remote };
})();
