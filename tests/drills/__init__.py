"""What happens to a running school when something breaks: `python -m tests.drills` lists what can be tried."""
