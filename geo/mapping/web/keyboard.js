// What a keyboard or a screen reader needs of the map: an order, the way into a popup and back.
"use strict";

Atlas.keyboard = (() => {
  // Marks closer than this, in pixels, are on one line for the eye.
  const LINE = 48;

  // The shapes of the regions say nothing to a screen reader, which has the filters and the list.
  const hideDrawings = (map) => map.getContainer().querySelectorAll("svg").forEach((drawing) => drawing.setAttribute("aria-hidden", "true"));

  // From mark to mark as one reads: line by line, from left to right. Leaflet leaves them in the order they were made.
  function order(pane) {
    const place = (node) => L.DomUtil.getPosition(node) || L.point(0, 0);
    const nodes = [...pane.children];
    const sorted = nodes
      .map((node) => ({ node, line: Math.round(place(node).y / LINE), x: place(node).x }))
      .sort((a, b) => a.line - b.line || a.x - b.x)
      .map(({ node }) => node);
    if (sorted.every((node, rank) => node === nodes[rank])) return;
    const held = pane.contains(document.activeElement) ? document.activeElement : null;
    pane.append(...sorted);
    if (held) held.focus({ preventScroll: true });
  }

  function opens(event) {
    const pressed = event.originalEvent.key === "Enter" || event.originalEvent.key === " ";
    if (pressed) L.DomEvent.preventDefault(event.originalEvent);
    return pressed;
  }

  // A popup comes after all the marks in the document: the focus is brought there, and back by `leave`.
  function enter(marker, name) {
    const node = marker.isPopupOpen() && marker.getPopup().getElement();
    if (!node) return;
    node.setAttribute("role", "dialog");
    node.setAttribute("aria-label", name);
    node.setAttribute("tabindex", "-1");
    node.focus({ preventScroll: true });
  }

  // A mark that a group has taken in has no element: then the map.
  function leave(marker, map) {
    const held = document.activeElement;
    if (!held || !held.closest(".leaflet-popup")) return;
    (marker.getElement() || map.getContainer()).focus({ preventScroll: true });
  }

  // Opens a group; what it held then has the focus: at once where it is spread out, after the move where the map nears it
  // and the group itself is gone.
  function open(cluster, group, map) {
    const land = () => {
      if (document.activeElement !== document.body && document.activeElement !== cluster.getElement()) return;
      const seen = cluster.getAllChildMarkers().map((child) => group.getVisibleParent(child)).find((one) => one && one.getElement());
      if (seen) seen.getElement().focus({ preventScroll: true });
    };
    cluster.fire("click", { latlng: cluster.getLatLng() }, true);
    map.once("moveend", land);
    land();
  }

  return { hideDrawings, order, opens, enter, leave, open };
})();
