"""The map that is taken away: one HTML file with all that it needs, which opens by a double click and asks for nothing.

The map of the site is drawn by `geo/mapping/web`; the same scripts run here, with another host (`web/host.js`) and with
their files held in the page (`web/files.js`) instead of fetched. `web/start.js` plays the part of the server.
"""
