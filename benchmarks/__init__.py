"""What is timed, on what, against what. ``python -m benchmarks`` prints the table of ``README.md``."""
