"""Full-text search with facets. It knows no noun: it is handed documents and gives back their keys."""
