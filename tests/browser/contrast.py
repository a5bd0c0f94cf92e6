"""Contrast of every text on the screen, computed from styles: axe leaves it open where things lie over one another."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Frame

__all__ = ["FAINT", "faint_texts", "in_theme"]

#: Least ratios of WCAG 1.4.3: usual text, and text of at least 24 px, or of 18.66 px in bold.
FAINT = {"text": 4.5, "large": 3.0}

#: Ground of the map, below what has no background of its own: the shades of regions and the sea.
_GROUND = ("--eau", "--terre", "--survol", "--niveau-0", "--niveau-1", "--niveau-2", "--niveau-3", "--niveau-4")

_SCRIPT = """({ least, ground }) => {
    const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
    const known = new Map();
    // Any colour as [red, green, blue, opacity]: a canvas reads all the ways to write one.
    const read = (colour) => {
        if (!known.has(colour)) {
            canvas.clearRect(0, 0, 1, 1);
            canvas.fillStyle = colour;
            canvas.fillRect(0, 0, 1, 1);
            const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
            known.set(colour, [r, g, b, a / 255]);
        }
        return known.get(colour);
    };
    const over = ([r, g, b, a], below) => [r, g, b].map((one, i) => one * a + below[i] * (1 - a));
    const luminance = (rgb) => {
        const linear = (c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
        const [r, g, b] = rgb.map((one) => linear(one / 255));
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const ratio = (one, other) => {
        const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
        return (light + 0.05) / (dark + 0.05);
    };
    const root = getComputedStyle(document.documentElement);
    const shades = ground.map((name) => root.getPropertyValue(name).trim()).filter(Boolean);
    const below = shades.map((colour) => read(colour).slice(0, 3));

    // What can be behind an element: one colour, or any colour of the ground of the map.
    const behind = (element) => {
        const layers = [];
        let halo = null;
        for (let node = element; node; node = node.parentElement) {
            const style = getComputedStyle(node);
            const shadow = style.textShadow.match(/^(rgba?\\([^)]+\\))/);
            if (!halo && shadow && node.closest(".leaflet-container")) halo = read(shadow[1]).slice(0, 3);
            const colour = read(style.backgroundColor);
            if (node.matches(".leaflet-container")) return halo ? [halo] : below.map((base) => stack(layers, base));
            // The button that closes a popup is beside its paper, not on it.
            const paper = node.matches(".leaflet-popup") && node.querySelector(".leaflet-popup-content-wrapper");
            if (paper) return [stack([...layers, read(getComputedStyle(paper).backgroundColor)], [255, 255, 255])];
            if (colour[3]) layers.push(colour);
            if (colour[3] === 1) break;
        }
        return [stack(layers, [255, 255, 255])];
    };
    const stack = (layers, base) => layers.reduceRight((under, layer) => over(layer, under), base);

    const shown = (node) => {
        if (!node.checkVisibility({ opacityProperty: true, visibilityProperty: true })) return false;
        const box = node.getBoundingClientRect();
        const hidden = node.closest("[disabled], [aria-disabled=true], .atlas-lecteur, .lecteur");
        return box.width > 1 && box.height > 1 && !hidden;
    };
    const found = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    let texts = 0;
    for (let text = walker.nextNode(); text; text = walker.nextNode()) {
        const node = text.parentElement;
        if (!text.data.trim() || node.closest("script, style, noscript, option") || !shown(node)) continue;
        texts += 1;
        const style = getComputedStyle(node);
        const ink = read(node.closest("svg") ? style.fill : style.color);
        let opacity = 1;
        for (let one = node; one; one = one.parentElement) opacity *= Number(getComputedStyle(one).opacity);
        const size = parseFloat(style.fontSize);
        const needed = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700) ? least.large : least.text;
        const drawn = [...ink.slice(0, 3), ink[3] * opacity];
        const worst = Math.min(...behind(node).map((base) => ratio(over(drawn, base), base)));
        const name = `${node.localName}.${node.getAttribute("class")}`;
        if (worst < needed) found.push(`${worst.toFixed(2)} < ${needed}: ${text.data.trim().slice(0, 40)} (${name})`);
    }
    return { texts, found: [...new Set(found)] };
}"""


def faint_texts(frame: Frame) -> tuple[int, list[str]]:
    """Return how many texts of a frame were looked at, and those that stand out too little from what is behind them.

    A text over the ground of the map is compared with the halo that it has, or else with every colour of the ground.
    """
    answer: dict[str, Any] = frame.evaluate(_SCRIPT, {"least": FAINT, "ground": list(_GROUND)})
    return answer["texts"], answer["found"]


def in_theme(frame: Frame, theme: str) -> None:
    """Wait until a page (or the frame of its map) shows itself in the theme `light` or `dark`."""
    frame.wait_for_function(
        """(dark) => {
            const isDark = (colour) => {
                const [red, green, blue] = colour.match(/[\\d.]+/g).map(Number);
                return red * 0.3 + green * 0.59 + blue * 0.11 < 128;
            };
            const own = document.documentElement.dataset.theme;
            if (own) return (own === "sombre") === dark;
            const texts = document.querySelectorAll(
                "body, .stApp, .stApp h1, .stApp h2, .atlas-entete a, .atlas-resultats strong, .atlas-puce"
            );
            const ground = getComputedStyle(document.querySelector(".stApp") || document.body).backgroundColor;
            // Charts are drawn anew, a little later.
            const axes = document.querySelectorAll('[data-testid="stVegaLiteChart"] .role-axis-label text');
            return isDark(ground) === dark && [...texts].every((node) => isDark(getComputedStyle(node).color) !== dark)
                && [...axes].every((node) => isDark(getComputedStyle(node).fill) !== dark);
        }""",
        arg=theme == "dark",
    )
