"""`python -m flashcards`."""

import sys

from flashcards.cli import main

sys.exit(main())
