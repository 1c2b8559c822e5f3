"""One module a rule: the equations in its docstring, the same lines in Python."""
