// In a frame of another site: the map takes all the room there is, and its list waits behind a button.
"use strict";

Atlas.embed = (() => {
  const { make } = Atlas.dom;

  // The list lies over the map when it is open; its button gets the focus back. It takes the place of the options of the map,
  // which whoever shared the view has chosen.
  function fold(stage, panel, options) {
    panel.id = "panneau";
    const button = make("button", { type: "button", class: "option", "aria-expanded": "false", "aria-controls": panel.id, onclick: () => set(panel.hidden) }, "Liste");
    const close = make("button", { type: "button", class: "panneau-fermer", onclick: () => set(false) }, "Fermer la liste");
    options.replaceChildren(button);
    panel.prepend(close);
    panel.hidden = true;
    stage.after(panel);

    function set(open) {
      panel.hidden = !open;
      button.setAttribute("aria-expanded", String(open));
      if (!open) button.focus({ preventScroll: true });
    }
    panel.addEventListener("keydown", (event) => {
      if (event.key === "Escape") set(false);
    });
    return { open: () => set(true) };
  }

  return { fold };
})();
