"""What can be set: each setting with its values, default and explanation, declared once.

The reader and writer of `config.toml`, the command `config` and the settings screen derive from it.
"""
