"""Systems of equations: the lines of a section, a card or a function read in one set of letters."""
