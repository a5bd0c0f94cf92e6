"""The data API, below `/api/v1`: what the pages show, for programs.

``addresses`` names what there is, ``query`` reads what is asked, ``answers`` writes what is answered; ``poles``,
``regions`` and ``reference`` are the addresses themselves, ``openapi`` describes them, and ``serve`` makes routes.
"""
