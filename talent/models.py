"""The module's models, gathered from its rooms."""
