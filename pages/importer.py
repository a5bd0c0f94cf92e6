"""The page where a visitor lays a list of their own over the poles."""

from __future__ import annotations

from utils import data, own_list_page, titles

titles.show("Importer une liste")
own_list_page.show(data.panel())
