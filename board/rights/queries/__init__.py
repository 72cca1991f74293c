"""Finding what people asked for."""
