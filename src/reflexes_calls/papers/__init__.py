"""Papers: what leaves the service as a file, and what comes back from it.

Receipts and applications are printed by typst; an application is taken offline as a document for
an office program, read again when it returns. Every word is given by whoever asks for a paper.
"""
