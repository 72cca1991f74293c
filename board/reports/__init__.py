"""The school in figures, in which nobody can be picked out: counted, rounded, drawn and downloaded."""
