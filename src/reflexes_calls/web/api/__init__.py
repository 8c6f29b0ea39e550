"""The JSON API: one small file for each noun, and the machinery that they share."""
