"""Pictures of a demo: braille curves, half-block maps, SVG, tables of numbers."""
