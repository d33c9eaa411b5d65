"""One module per export format; each turns files into a Configuration."""
