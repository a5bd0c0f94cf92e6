// Streamlit's remaining English words (french_words.js), put into French; in the text of a page, only inside Streamlit's
// own furniture.
(() => {
  "use strict";

  const { words, phrases } = window.AtlasFrench || { words: new Map(), phrases: [] }; // a page in English is still a page
  const ATTRIBUTES = ["aria-label", "title", "placeholder", "alt", "aria-roledescription"];
  const LABELLED = ATTRIBUTES.map((name) => `[${name}]`).join();
  // Where text is Streamlit's own. A text of ours in there changes only if it equals one of those strings.
  const FURNITURE = [
    "stSkipToContent", "stStatusWidget", "stMainMenuPopover", "stMainMenuList", "stDialog", "stTooltipContent",
    "stTooltipErrorContent", "stFileUploader", "stMultiSelect", "stSelectbox", "stSelectboxVirtualDropdown",
    "stDataFrameColumnVisibilityMenu", "stElementToolbar", "stExceptionMessage",
  ].map((id) => `[data-testid="${id}"]`).concat("[data-live-announcer]", "[role=listbox]", "[role=tooltip]").join();

  // Where Streamlit's furniture lies about what it is: a zone with a name cannot be mere decoration, and a list of choices
  // hangs outside every landmark.
  const ROLES = [
    ["stFileUploaderDropzone", { role: "group" }],
    ["stSelectboxVirtualDropdown", { role: "region", "aria-label": "Choix possibles" }],
  ].map(([id, attributes]) => [`[data-testid="${id}"]`, attributes]);

  const mend = (root) => {
    for (const [selector, attributes] of ROLES) {
      for (const node of [root, ...root.querySelectorAll(selector)]) {
        if (node.matches(selector)) for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
      }
    }
  };

  const french = (text) => {
    const key = text.trim();
    const word = words.get(key);
    if (word !== undefined) return word;
    // « Fullscreen: title of the chart »
    const [action, ...rest] = key.split(": ");
    if (rest.length && words.has(action)) return `${words.get(action)} : ${rest.join(": ")}`;
    for (const [pattern, phrase] of phrases) if (pattern.test(key)) return key.replace(pattern, phrase);
    return undefined;
  };

  const label = (element, names) => {
    for (const name of names) {
      const value = element.getAttribute(name);
      const translated = value ? french(value) : undefined;
      if (translated !== undefined) element.setAttribute(name, translated);
    }
  };

  const texts = (root) => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    for (let node = walker.currentNode; node; node = walker.nextNode()) {
      if (node.nodeType !== Node.TEXT_NODE) continue; // the root may be the text itself
      const translated = french(node.data);
      if (translated !== undefined) node.data = translated;
    }
  };

  const visit = (node) => {
    if (node.nodeType === Node.TEXT_NODE) {
      if (node.parentElement?.closest(FURNITURE)) texts(node);
    } else if (node.nodeType === Node.ELEMENT_NODE) {
      mend(node);
      label(node, ATTRIBUTES);
      for (const element of node.querySelectorAll(LABELLED)) label(element, ATTRIBUTES);
      if (node.closest(FURNITURE)) texts(node);
      else for (const element of node.querySelectorAll(FURNITURE)) texts(element);
    }
  };

  new MutationObserver((changes) => {
    for (const change of changes) {
      if (change.type === "attributes") label(change.target, [change.attributeName]);
      else if (change.type === "characterData") visit(change.target);
      else change.addedNodes.forEach(visit);
    }
  }).observe(document.documentElement, {
    subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ATTRIBUTES,
  });
  visit(document.documentElement);
})();
