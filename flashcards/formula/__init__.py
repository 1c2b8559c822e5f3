"""Maths read once into a tree, and the readers of that tree: drawn, spoken, evaluated, proved, judged."""
