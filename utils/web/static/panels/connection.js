// A connection lost and found again. Streamlit connects again by itself but asks for nothing, and a server that does not
// know this page would lose the next click: it is asked for the page of the address, as by the back button.
"use strict";

AtlasParts.connection = (() => {
  const { make } = AtlasParts.dom;

  const CONNECTION = "data-test-connection-state";
  const cut = make("p", { role: "status", class: "atlas-coupure", style: {
    position: "fixed", zIndex: "1000000", insetInline: "0", top: "0", margin: "0", padding: "0.5rem 1rem", textAlign: "center", fontWeight: "600",
    color: "#ffffff", background: "#0b5c7a" } });
  let wasConnected = false;
  let isLost = false;
  // What is filtered has clicks of its own to tell again: it comes after this room, and says how.
  let found = () => {};
  new MutationObserver(() => {
    const app = document.querySelector(`[${CONNECTION}]`);
    const isConnected = Boolean(app) && app.getAttribute(CONNECTION) === "CONNECTED";
    if (isConnected && isLost) {
      found();
      window.dispatchEvent(new PopStateEvent("popstate"));
    }
    wasConnected ||= isConnected;
    if (isLost === (wasConnected && !isConnected)) return;
    isLost = !isLost;
    cut.textContent = isLost ? "Connexion au serveur perdue, nouvel essai en cours… Ce que vous cochez est gardé." : "";
    if (isLost) document.body.append(cut);
    else cut.remove();
  }).observe(document.documentElement, { subtree: true, attributes: true, attributeFilter: [CONNECTION] });

  const whenFound = (callback) => { found = callback; };

  return { isLost: () => isLost, whenFound };
})();
