// The files that the map is made of are in the page itself: nothing is fetched. Boundaries are packed, see
// geo/takeaway/ground.py.
"use strict";

Atlas.files = (() => {
  const STEPS = 1000;

  const unpack = (part) => (typeof part[0] === "number" ? points(part) : part.map(unpack));

  function points(steps) {
    let [x, y] = [0, 0];
    const places = [];
    for (let i = 0; i < steps.length; i += 2) {
      x += steps[i];
      y += steps[i + 1];
      places.push([x / STEPS, y / STEPS]);
    }
    return places;
  }

  const collection = (features) => ({ type: "FeatureCollection", features: features.map(([properties, type, coordinates]) => ({ type: "Feature", properties, geometry: { type, coordinates } })) });
  const boundaries = (held) => collection(held.map(([code, type, packed]) => [{ code }, type, unpack(packed)]));
  const towns = (held) => collection(held.map(([nom, rang, longitude, latitude]) => [{ nom, rang }, "Point", [longitude, latitude]]));
  const READ = { regions: boundaries, limites: boundaries, villes: towns };

  function held(name) {
    const node = document.getElementById(`donnees-${name}`);
    if (!node) throw new Error(`not in the page: ${name}`);
    const value = JSON.parse(node.textContent);
    return READ[name] ? READ[name](value) : value;
  }

  return { held, fetchJson: async (name) => held(name) };
})();
