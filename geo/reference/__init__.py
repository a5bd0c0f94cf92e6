"""The reference tables as the pages read them: what the documents say besides the poles themselves."""
