"""One module or package per format; each turns files into a Contribution, and merging makes a Configuration of them."""
