"""Who may ask for what of their own."""
