// Charts: neither the toolbar of Streamlit nor the roles that Vega describes, both in English. What a chart says is its
// alternative text, and the table under it.
"use strict";

AtlasParts.charts = (() => {
  const { panel } = AtlasParts.panel;

  let tidying = null;
  const graphiques = panel(() => {
    const tidy = () => {
      for (const bar of document.querySelectorAll('[data-testid="stFullScreenFrame"] [data-testid="stElementToolbar"]')) bar.style.display = "none";
      for (const node of document.querySelectorAll('[data-testid="stVegaLiteChart"][aria-roledescription], [data-testid="stVegaLiteChart"] [aria-roledescription]')) {
        node.removeAttribute("aria-roledescription");
        if (node.hasAttribute("aria-label")) node.setAttribute("role", "img");
        else node.removeAttribute("role");
      }
    };
    if (tidying) tidying.disconnect();
    tidying = new MutationObserver(tidy);
    tidying.observe(document.getElementById("root") || document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ["aria-roledescription"] });
    return tidy;
  });

  return { graphiques };
})();
