"""The shapes of what people write into a record, a file for each matter."""
