"""Bodies in whose name people post: student organisations and committees, their officers for a term, their adviser."""
