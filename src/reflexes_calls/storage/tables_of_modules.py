"""The tables of training modules: whose they are, who may see them, what was said of them."""
