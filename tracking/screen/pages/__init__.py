"""One screen each, and the parts that screens are made of."""
