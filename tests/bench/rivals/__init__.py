"""Pages that do the same job in other ways, on the same poles; each is served like the atlas."""
