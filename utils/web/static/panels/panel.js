// The parts of the page, as Streamlit components (v2): called at each rerun with the new data, they draw the difference.
"use strict";

AtlasParts.panel = (() => {
  const { make } = AtlasParts.dom;

  // What is typed is acted on once the typing pauses.
  const SEARCH_PAUSE = 250;

  // Builds once per place on the page, updates at each call; `send` reports an event to the server.
  const panel = (build) => (component) => {
    const place = component.parentElement;
    place.atlasSend = (event) => component.setTriggerValue("event", event);
    const draw = () => {
      if (!place.atlasUpdate) place.atlasUpdate = build(place, (event) => place.atlasSend(event));
      return place.atlasUpdate(component.data);
    };
    place.atlasDraw = draw;
    guard(place, draw);
  };

  // What cannot be drawn says so where it would be; the rest of the page goes on.
  async function guard(place, draw) {
    try {
      await draw();
      if (place.atlasDraw === draw && place.atlasTrouble) place.atlasTrouble.remove();
    } catch (error) {
      console.error(error);
      if (place.atlasDraw !== draw) return;
      const again = make("button", { type: "button", class: "atlas-bouton", onclick: () => guard(place, draw) }, "Réessayer");
      const trouble = make("p", { role: "alert", class: "atlas-panne" }, "Cette partie de la page n'a pas pu être chargée. ", again);
      if (place.atlasTrouble) place.atlasTrouble.remove();
      place.atlasTrouble = trouble;
      place.append(trouble);
    }
  }

  return { SEARCH_PAUSE, panel };
})();
