"""The typeface of the documents: DejaVu Sans, which comes with matplotlib, and of which each file embeds what it uses.

It has every letter of French and of the languages of its neighbours. What it lacks is drawn as an empty box.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import matplotlib as mpl
from reportlab import rl_config
from reportlab.lib.fonts import addMapping
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

__all__ = ["BOLD", "ITALIC", "SANS", "register"]

SANS, BOLD, ITALIC = "DejaVuSans", "DejaVuSans-Bold", "DejaVuSans-Oblique"


@lru_cache(maxsize=1)
def register() -> None:
    """Make the fonts known to reportlab, once per process. To be called by one thread at a time."""
    # Bytes as they are, and not as letters, which takes a quarter more of them.
    rl_config.useA85 = 0
    folder = Path(mpl.get_data_path()) / "fonts" / "ttf"
    for name in (SANS, BOLD, ITALIC):
        pdfmetrics.registerFont(TTFont(name, str(folder / f"{name}.ttf")))
    # No paragraph is both: bold stands in.
    for bold, italic, name in ((0, 0, SANS), (1, 0, BOLD), (0, 1, ITALIC), (1, 1, BOLD)):
        addMapping(SANS, bold, italic, name)
