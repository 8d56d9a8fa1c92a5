"""How windows lie along axes: which cells each output reads, and what is made of them."""
