"""How fast the program is, each job beside the least that could do it; see docs/benchmarks.md."""
