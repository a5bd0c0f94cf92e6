"""Runs in the pages: clicks, and says how long it took until what was asked is on the screen."""

from __future__ import annotations

#: Installed before anything else. What WebGL draws has no element a point: the number of points of each call is kept,
#: with when it was last made. Long tasks are kept too, to know from when on a page answers.
PREPARE = """
window.drawn = {};
window.lastDraw = 0;
window.lastLongTask = 0;
for (const kind of [window.WebGLRenderingContext, window.WebGL2RenderingContext]) {
  for (const name of ["drawArrays", "drawElements", "drawArraysInstanced", "drawElementsInstanced"]) {
    const draw = kind && kind.prototype[name];
    if (!draw) continue;
    kind.prototype[name] = function (...args) {
      window.lastDraw = performance.now();
      if (name.endsWith("Instanced")) window.drawn[args[args.length - 1]] = window.lastDraw;
      return draw.apply(this, args);
    };
  }
}
new PerformanceObserver((list) => {
  const ends = list.getEntries().map((task) => task.startTime + task.duration);
  window.lastLongTask = Math.max(window.lastLongTask, ...ends);
}).observe({ type: "longtask", buffered: true });
"""

#: Click on the filter, then look at every frame which of the marks are reached. Milliseconds, one a mark.
CHANGE = """
async ([marks, limit]) => {
  const tests = marks.map(([done, argument]) => [new Function("start", "argument", done), argument]);
  const find = (selector) => document.querySelector(selector);
  const boxes = ['input[name="secteur-culture"]', '[data-testid="stSidebar"] input[type="checkbox"]', "#filter"];
  const box = boxes.map(find).find(Boolean);
  await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  const start = performance.now();
  const times = tests.map(() => null);
  const isDone = ([done, argument]) => { try { return done(start, argument); } catch { return false; } };
  box.click();
  return new Promise((resolve, reject) => {
    const look = () => {
      const now = performance.now() - start;
      tests.forEach((test, rank) => { if (times[rank] === null && isDone(test)) times[rank] = now; });
      if (!times.includes(null)) resolve(times);
      else if (now > limit) reject(new Error(`not done after ${limit} ms`));
      else requestAnimationFrame(look);
    };
    look();
  });
}
"""

#: Poles drawn on the map of the atlas, those seen as themselves and the counts of the groups; and the number of rows
#: kept of the layer, which its title gives when its points are drawn. `argument`: poles, rows (null without a layer).
ATLAS_DONE = """
const frame = document.querySelector('iframe[title="Carte des PTCE"]').contentDocument;
const marks = [...frame.querySelectorAll("#map_div > .leaflet-map-pane > .leaflet-marker-pane > .marque")];
const shown = marks.reduce((sum, mark) => sum + (mark.dataset.id ? 1 : Number(mark.textContent)), 0);
if (shown !== argument[0]) return false;
if (argument[1] === null) return true;
const title = frame.querySelector(".ma-liste-titre").textContent;
// The name of the layer comes first.
return title !== "" && Number(title.split(":").pop().split(" sur ")[0].replace(/\\D/g, "")) === argument[1];
"""

#: The server's word on it: the sentence above the map. Until then the atlas shows what the browser worked out.
ANSWER_DONE = """
const sentence = document.querySelector(".atlas-resultats strong");
return Boolean(sentence) && Number(sentence.textContent.split(" ")[0]) === argument;
"""

NAIVE_DONE = """
const frames = [...document.querySelectorAll("iframe")].map((frame) => frame.contentDocument);
return frames.some((frame) => frame && frame.querySelectorAll("img.leaflet-marker-icon").length === argument);
"""

#: The text says so, and as many points have been drawn since the click.
WEBGL_DONE = """
const text = document.querySelector('[data-testid="stText"]');
return Boolean(text) && text.textContent === `${argument} points` && window.drawn[argument] > start;
"""

FLOOR_DONE = """
const text = document.querySelector('[data-testid="stText"]');
return Boolean(text) && text.textContent === `${argument} clics`;
"""

BARE_DONE = """
return document.body.dataset.drawn === String(argument);
"""
