"""One module per rule: the equations in its docstring, and the same lines in Python."""
