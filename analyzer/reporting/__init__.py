"""View models first, then writers for HTML, Excel and JSON."""
