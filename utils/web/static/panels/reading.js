// For keyboards and screen readers: where the focus stays or goes, what is said aloud.
"use strict";

AtlasParts.reading = (() => {
  // Draws anew what `node` holds. The focus stays on what it was on, or goes to what stands there now: never to the top of
  // the document, where it falls when its element is taken away.
  const FOCUSABLE = "a[href], button:not(:disabled), input:not(:disabled), select, summary";
  function redraw(node, children, instead = null) {
    const held = node.contains(document.activeElement) && document.activeElement !== node ? document.activeElement : null;
    const named = (one) => one.getAttribute("aria-label") || one.name || one.textContent;
    const [before, rank] = held ? [named(held), [...node.querySelectorAll(FOCUSABLE)].indexOf(held)] : ["", -1];
    node.replaceChildren(...children);
    if (!held) return;
    const now = [...node.querySelectorAll(FOCUSABLE)];
    const next = now.find((one) => named(one) === before) || now[Math.min(Math.max(rank, 0), now.length - 1)] || instead;
    if (next) next.focus({ preventScroll: true });
  }

  // Streamlit has one-letter shortcuts, which nobody asked for and which dictation software sets off.
  window.addEventListener("keydown", (event) => {
    const isTyping = event.target.closest && event.target.closest("input, textarea, select, [contenteditable]");
    if (!isTyping && /^[a-z]$/i.test(event.key) && !event.ctrlKey && !event.metaKey && !event.altKey) event.stopImmediatePropagation();
  }, true);

  // Where the served page has a place for it, a screen reader says this, wherever the reader is.
  function announce(text) {
    const place = document.getElementById("atlas-annonces");
    if (place) place.textContent = text;
  }

  // What is not a field receives the focus only when it is sent there.
  function focusOn(node, options = {}) {
    if (!node) return false;
    if (!node.matches(FOCUSABLE) && !node.hasAttribute("tabindex")) node.setAttribute("tabindex", "-1");
    node.focus(options);
    return document.activeElement === node;
  }

  return { redraw, announce, focusOn };
})();
