"""Streamlit and web glue only: caches, widgets, error display and the web server around the application.

Whatever can be written without Streamlit belongs to ``geo``.
"""
