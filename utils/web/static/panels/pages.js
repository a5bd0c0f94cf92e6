// Links between our pages: any of them is followed in place, as the back button is, and Streamlit then runs the page of
// the new address. Ctrl, a middle click or « open in a tab » load it as any other.
"use strict";

AtlasParts.pages = (() => {
  const root = () => new URL(".", document.baseURI).pathname;
  let paths = [];

  function isOurs(url) {
    return url.origin === location.origin && url.pathname.startsWith(root()) && paths.includes(url.pathname.slice(root().length));
  }

  const isPlain = (event) => !event.button && !event.ctrlKey && !event.metaKey && !event.shiftKey;

  function go(address) {
    const url = new URL(address, document.baseURI);
    if (!isOurs(url)) return false;
    if (url.href !== location.href) {
      history.pushState(null, "", url);
      window.dispatchEvent(new PopStateEvent("popstate"));
    }
    return true;
  }

  // A file that every visitor shares cannot hold the filters of one: its links say where they go, see utils/links.py.
  function fill(root, query) {
    for (const link of root.querySelectorAll('a[href*="filtres=ici"]')) {
      const url = new URL(link.href);
      url.searchParams.delete("filtres");
      const own = [...url.searchParams];
      const kept = [...new URLSearchParams(query)].filter(([name]) => !url.searchParams.has(name));
      url.search = new URLSearchParams([...kept, ...own]);
      link.href = url.href;
    }
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest && event.target.closest("a[href]");
    if (!link || event.defaultPrevented || !isPlain(event) || link.target || link.hasAttribute("download") || link.hasAttribute("data-recharger")) return;
    // A place in the page at hand is the browser's own affair.
    if (!new URL(link.href).hash && go(link.href)) event.preventDefault();
  });

  const follow = (known) => { paths = known; };

  return { go, fill, isPlain, follow };
})();
