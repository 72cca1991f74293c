"""The fixed vocabulary: kinds, areas, competencies and aims, as data in one place."""
