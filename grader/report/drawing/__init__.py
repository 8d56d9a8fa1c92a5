"""What is drawn: the network, its maps, the learning curve, the misread digits, as SVG."""
