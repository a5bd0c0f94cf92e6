// Paper cannot be clicked: what is folded is printed unfolded.
"use strict";

(() => {
  const unfolded = new Set();
  window.addEventListener("beforeprint", () => {
    for (const node of document.querySelectorAll("details[data-deplie-imprime]:not([open])")) { node.open = true; unfolded.add(node); }
  });
  window.addEventListener("afterprint", () => {
    for (const node of unfolded) node.open = false;
    unfolded.clear();
  });
})();
