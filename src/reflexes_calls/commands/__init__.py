"""The commands of an operator, each in a module of its own."""
