"""Letters to people: which step sends which, their words, and how they leave."""
