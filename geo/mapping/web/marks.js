// The marks of the map: a pole (colour and two letters of its first sector), a group of poles (count and sector mix).
"use strict";

Atlas.marks = (() => {
  const { make, svg } = Atlas.dom;
  const UNKNOWN = "inconnu";

  const sectorOf = (pole, settings) => settings.secteurs[pole.secteurs[0] || UNKNOWN];

  // A disc where the place is known, a dashed lozenge where the point stands for a département or a region.
  function shape(sector, vague) {
    // The dark rim makes the white one seen on a light ground; drawn, since a filter would be painted again at each move.
    const rim = vague
      ? svg("rect", { class: "marque-ombre", x: 2.8, y: 2.8, width: 22.4, height: 22.4, rx: 4, transform: "rotate(45 14 14)" })
      : svg("circle", { class: "marque-ombre", cx: 14, cy: 14, r: 13.6 });
    const outline = vague
      ? svg("rect", { class: "marque-forme", x: 4.2, y: 4.2, width: 19.6, height: 19.6, rx: 3, transform: "rotate(45 14 14)" })
      : svg("circle", { class: "marque-forme", cx: 14, cy: 14, r: 12 });
    outline.style.fill = sector.couleur;
    const letters = svg("text", { x: 14, y: 14, dy: "0.36em", "text-anchor": "middle" }, sector.abrege);
    letters.style.fill = sector.encre;
    const classes = vague ? "marque-dessin floue" : "marque-dessin";
    return svg("svg", { viewBox: "-2 -2 32 32", width: 29, height: 29, class: classes, "aria-hidden": "true" }, rim, outline, letters);
  }

  function poleIcon(pole, settings) {
    const drawing = shape(sectorOf(pole, settings), pole.flou);
    return L.divIcon({ className: "marque", html: drawing, iconSize: [29, 29], iconAnchor: [14.5, 14.5], popupAnchor: [0, -10] });
  }

  function arc(from, to, colour) {
    const point = (share) => {
      const angle = 2 * Math.PI * share - Math.PI / 2;
      return `${(18 + 14 * Math.cos(angle)).toFixed(2)} ${(18 + 14 * Math.sin(angle)).toFixed(2)}`;
    };
    // A whole circle has the same two ends: draw it a hair short.
    const end = Math.min(to, from + 0.9999);
    const path = svg("path", { d: `M ${point(from)} A 14 14 0 ${end - from > 0.5 ? 1 : 0} 1 ${point(end)}` });
    path.style.stroke = colour;
    return path;
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
    const arcs = mix(poles, settings).map(([sector, count]) => {
      const path = arc(start, start + count / poles.length, sector.couleur);
      start += count / poles.length;
      return path;
    });
    const drawing = svg(
      "svg",
      { viewBox: "0 0 36 36", width: 31, height: 31, class: "grappe-dessin", "aria-hidden": "true" },
      svg("circle", { cx: 18, cy: 18, r: 17.2, class: "grappe-fond" }),
      arcs,
      svg("text", { x: 18, y: 18, dy: "0.36em", "text-anchor": "middle" }, String(poles.length)),
    );
    return L.divIcon({ className: "marque grappe", html: drawing, iconSize: [31, 31], iconAnchor: [15.5, 15.5] });
  }

  const clusterName = (poles, settings) =>
    `${poles.length} pôles : ${mix(poles, settings).map(([sector, count]) => `${sector.libelle} ${count}`).join(", ")}`;

  const poleName = (pole) => `${pole.nom}, ${pole.lieu}`;

  const swatch = (sector, vague = false) => make("span", { class: "pastille" }, shape(sector, vague));

  return { poleIcon, clusterIcon, clusterName, poleName, swatch, sectorOf, UNKNOWN };
})();
