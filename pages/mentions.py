"""Legal notices and privacy: who publishes, under which licences, and what is known of visitors: nothing."""

from __future__ import annotations

from utils import data, legal, settings, templates

dataset = data.panel().dataset
service = settings.geocoding()
templates.show(
    "mentions.html",
    notice=legal.notice(),
    dataset=dataset,
    geocoder=service.host if service.enabled else None,
    libraries=legal.LIBRARIES,
)
