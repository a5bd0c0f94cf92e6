// « Autour de »: the circle around a place, and the place itself, under the poles.
"use strict";

Atlas.near = (() => {
  const { make } = Atlas.dom;

  function create(map, settings) {
    // Above the regions, below the poles; neither takes a click away from what it covers.
    for (const [name, level] of [["cercle", 450], ["lieu", 590]]) map.createPane(name).classList.add("sans-clic"), (map.getPane(name).style.zIndex = level);
    const drawn = L.layerGroup().addTo(map);
    let shown = "";

    const keyOf = (near) => (near ? `${near.code} ${near.rayon}` : "");

    // Says whether it is another circle than the one before.
    function show(near) {
      if (keyOf(near) === shown) return false;
      shown = keyOf(near);
      drawn.clearLayers();
      if (!near) return true;
      const circle = { radius: near.rayon * 1000, pane: "cercle", interactive: false, className: "cercle", weight: 2 };
      const target = make("span", { class: "lieu", "aria-hidden": "true" }, make("i"), make("b", {}, near.nom));
      const icon = L.divIcon({ className: "lieu-place", html: target, iconSize: [0, 0] });
      L.circle([near.lat, near.lon], circle).addTo(drawn);
      L.marker([near.lat, near.lon], { icon, pane: "lieu", interactive: false, keyboard: false }).addTo(drawn);
      return true;
    }

    // What to frame: the circle, and the whole of a region overseas.
    function bounds(near) {
      const circle = L.latLng(near.lat, near.lon).toBounds(near.rayon * 2000);
      const view = settings.vues.find((candidate) => candidate.regions.includes(near.region));
      return view && view.regions.length === 1 ? circle.extend(L.latLngBounds(view.bornes)) : circle;
    }

    return { show, bounds };
  }

  return { create };
})();
