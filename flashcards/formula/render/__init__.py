"""A formula tree drawn in two dimensions, on one line, or spoken."""
