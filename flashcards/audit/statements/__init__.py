"""Places every statement of a card: proved, sampled, computed, a setting, told, or unplaced."""
