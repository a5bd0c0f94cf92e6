"""Documents to print: PDF files of real text, tagged for screen readers, with maps drawn as paths.

reportlab lays them out. Everything here is imported when the first document is asked for: nothing of it may be imported
from a module that the server imports when it starts.
"""
