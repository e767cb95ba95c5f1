"""What a county costs: 18 towns, 12,600 enterprises, 5.8 million cells."""
