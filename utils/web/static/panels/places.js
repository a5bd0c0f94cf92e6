// The links before everything else (they are in the served page), the buttons of the filters on a narrow screen, and the
// arrival on another page: where the focus goes.
"use strict";

AtlasParts.places = (() => {
  const { announce, focusOn } = AtlasParts.reading;
  const { pages } = AtlasParts;

  const settled = () => Boolean(document.querySelector('[data-test-script-state="notRunning"]'));
  async function until(condition, longest = 4000) {
    const limit = performance.now() + longest;
    while (!condition() && performance.now() < limit) await new Promise(requestAnimationFrame);
    return condition();
  }

  const EXPAND = '[data-testid="stExpandSidebarButton"]';
  const COLLAPSE = '[data-testid="stSidebarCollapseButton"]';
  const find = (selector) => document.querySelector(selector);
  const heading = () => find('[data-testid="stMain"] h1');
  const filterHeading = () => find(".atlas-filtres h2");
  const content = () => focusOn(heading() || find('[data-testid="stMain"]'));

  async function filters() {
    const button = find(EXPAND);
    if (button) button.click();
    await until(() => !find(EXPAND) && filterHeading());
    focusOn(filterHeading());
  }

  // The list of the page, else the page of the list.
  function list(link) {
    const frame = find('iframe[title="Carte des PTCE"]');
    const inside = frame && frame.contentWindow && frame.contentWindow.Atlas;
    if (inside && inside.toList) return inside.toList();
    const table = find(".atlas-tableau");
    return table ? focusOn(table) : pages.go(link.href);
  }

  document.addEventListener("click", (event) => {
    const target = event.target.closest ? event.target : null;
    const link = target && target.closest(".atlas-evitement a");
    if (link) {
      event.preventDefault();
      ({ contenu: content, filtres: filters, liste: () => list(link) })[link.dataset.vers]();
    } else if (target && target.closest(EXPAND)) {
      until(filterHeading).then(() => until(() => !find(EXPAND))).then(() => focusOn(filterHeading()));
    } else if (target && target.closest(COLLAPSE)) {
      until(() => find(EXPAND)).then(() => focusOn(find(EXPAND)));
    }
  }, true);

  // Streamlit takes away what has the focus (« Retirer la liste »), which then falls out of the page: it goes to the heading,
  // and nothing moves. What the page itself came with is not said by every screen reader: it is said where they listen.
  let held = null;
  let told = "";
  document.addEventListener("focusin", (event) => { held = event.target; });
  new MutationObserver(() => {
    const note = find("[data-annonce]");
    const text = note ? note.textContent.trim() : "";
    if (text && text !== told) announce(text);
    told = text;
    if (held && !held.isConnected && document.activeElement === document.body && settled()) focusOn(heading(), { preventScroll: true });
  }).observe(document.documentElement, { subtree: true, childList: true, attributes: true, attributeFilter: ["data-test-script-state"] });

  // A page that took the place of another is announced by its heading, which receives the focus.
  async function arrive(isStill) {
    await until(() => settled() && heading());
    if (isStill()) content();
  }

  function know(data) {
    const link = (name) => find(`.atlas-evitement a[data-vers="${name}"]`);
    if (!link("liste")) return;
    link("liste").href = new URL(data.pages.find((page) => page.path === "liste").href, document.baseURI).href;
    link("filtres").parentElement.hidden = !data.filtered;
  }

  return { arrive, know };
})();
