"""Match rounds: who takes part, what they wish, one stable match for all, and why each got what they got."""
