// The marks of the map: a pole (colour and two letters of its first sector), a group of poles (count and sector mix).
// HTML rather than SVG: a map is drawn again at each filter, and boxes are laid out three times as fast.
"use strict";

Atlas.marks = (() => {
  const { make } = Atlas.dom;
  const UNKNOWN = "inconnu";

  const sectorOf = (pole, settings) => settings.secteurs[pole.secteurs[0] || UNKNOWN];

  // A disc where the place is known, a dashed lozenge where the point stands for a département or a region; a square,
  // dashed likewise, for the laureates of the later calls.
  function swatch(sector, { vague = false, later = false } = {}) {
    const shape = ["rond", vague ? "flou" : null, later ? "appel" : null].filter(Boolean).join(" ");
    const mark = make("span", { class: shape, "aria-hidden": "true" }, make("b", {}, sector.abrege));
    mark.style.backgroundColor = sector.couleur;
    mark.style.color = sector.encre;
    return mark;
  }

  const poleSwatch = (pole, settings) => swatch(sectorOf(pole, settings), { vague: pole.flou, later: pole.collection === "appels" });

  function poleIcon(pole, settings) {
    const drawing = poleSwatch(pole, settings);
    return L.divIcon({ className: "marque", html: drawing, iconSize: [24, 24], iconAnchor: [12, 12], popupAnchor: [0, -10] });
  }

  function mix(poles, settings) {
    const counts = new Map();
    for (const pole of poles) {
      const sector = sectorOf(pole, settings);
      counts.set(sector, (counts.get(sector) || 0) + 1);
    }
    return [...counts].sort((a, b) => b[1] - a[1] || a[0].libelle.localeCompare(b[0].libelle, "fr"));
  }

  function clusterIcon(poles, settings) {
    let start = 0;
    const slices = mix(poles, settings).map(([sector, count]) => {
      const from = start;
      start += (count / poles.length) * 100;
      return `${sector.couleur} ${from.toFixed(2)}% ${start.toFixed(2)}%`;
    });
    const ring = make("span", { class: "anneau", "aria-hidden": "true" }, make("b", {}, String(poles.length)));
    ring.style.backgroundImage = `conic-gradient(${slices.join(", ")})`;
    return L.divIcon({ className: "marque grappe", html: ring, iconSize: [30, 30], iconAnchor: [15, 15] });
  }

  const clusterName = (poles, settings) =>
    `${poles.length} pôles : ${mix(poles, settings).map(([sector, count]) => `${sector.libelle} ${count}`).join(", ")}`;

  const poleName = (pole) => `${pole.nom}, ${pole.lieu}${pole.collection === "appels" ? `, lauréat de ${pole.annee}` : ""}`;

  return { poleIcon, poleSwatch, clusterIcon, clusterName, poleName, swatch, sectorOf, UNKNOWN };
})();
