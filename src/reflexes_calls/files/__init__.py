"""Files that people send: received by parts, looked into, scanned, kept by their content."""
