"""Formulas and code judged: algebra, sampling, proof, slips and their diagnosis."""
