"""The migrations, shipped so that an installed service can upgrade itself."""
