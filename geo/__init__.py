"""Atlas des PTCE: pure, typed domain code.

Nothing here imports Streamlit, and importing a module does no work: data is read by calling `geo.load`.
"""
