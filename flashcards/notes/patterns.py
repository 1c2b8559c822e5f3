"""Patterns that decide how a line becomes a question: generic headings, verbs, list headings and so on."""

from __future__ import annotations

import re

OPTIMIZERS = {
    "nesterov": r"nesterov(?:'s)?(?: accelerated gradient| momentum)?|NAG",
    "momentum": r"(?:(?:SGD|(?:stochastic )?gradient descent) (?:with|\+|and) )?"
    r"(?:(?:classical|heavy.ball) )?momentum",
    "adagrad": r"ada-?grad",
    "adadelta": r"ada-?delta",
    "rmsprop": r"rms-?prop",
    "adamw": r"adamw|adam with (?:decoupled )?weight decay",
    "amsgrad": r"ams-?grad",
    "adamax": r"adamax",
    "nadam": r"nadam",
    "radam": r"radam",
    "adam": r"adam",
    "lion": r"lion",
    "sgd": r"(?:(?:stochastic|batch|mini-?batch) )?gradient descent(?: \(SGD\))?|SGD",
}
"""The rules of `optimizers`, each with the names used for it in notes."""

SECTION_NAMES = {
    "nesterov": r"nesterov|look-?ahead|(?<![a-z])nag(?![a-z])",
    "momentum": r"momentum|moment[oô]\b|импульс|инерци|モメンタム|モーメンタム|모멘텀|动量|動量|heavy.?ball"
    r"|inertie|\bélan\b",
    "adagrad": r"ada[- ]?grad|adaptive gradient",
    "adadelta": r"ada[- ]?delta",
    "rmsprop": r"rms[- ]?prop|root mean square prop",
    "adamw": r"adam[- ]?w(?![a-z])|adam with (?:decoupled )?weight decay|decoupled",
    "amsgrad": r"ams[- ]?grad",
    "adamax": r"ada[- ]?max(?![a-z])|infinity norm",
    "nadam": r"n-?adam(?![a-z])",
    "radam": r"r-?adam(?![a-z])|rectified adam",
    "adabelief": r"ada[- ]?belief",
    "yogi": r"(?<![a-z])yogi(?![a-z])",
    "adafactor": r"ada[- ]?factor",
    "lamb": r"(?<![a-z])lamb(?![a-z])",
    "lars": r"(?<![a-z])lars(?![a-z])",
    "adan": r"(?<![a-z])adan(?![a-z])",
    "lion": r"(?<![a-z])lion(?![a-z])",
    "adam": r"(?<![a-z])adam(?![a-z]|[- ]w(?![a-z]))|adaptive moment",
    "l2": r"\bl2\b|\bl_2\b|l²|l₂|\bridge\b|weight decay|gewichtsabnahme|tikhonov",
    "schedule": r"schedul|warm-?\s?up|cosine|annealing|lernrate|l(?:earning )?r(?:ate)? decay|step decay"
    r"|(?:exponential|polynomial|inverse time|linear) decay|decay of the rate|rate decay"
    r"|decaimiento de la tasa|taux d'apprentissage",
    "sgd": r"(?<![a-z])s?gd(?![a-z])|gradient descent|gradientenabstieg|descente de gradient"
    r"|descen(?:so|t) (?:de|por|del) (?:el )?gradiente|градиентн\w+ спуск|梯度下降|경사\s?하강|勾配降下"
    r"|descida do gradiente|discesa del gradiente",
}
"""What a section may be about: the rules, their relatives and what goes with them, in several languages."""

IMPLIES = {
    "adamw": ("l2",),
    "nesterov": ("momentum", "sgd"),
    "nadam": ("nesterov", "momentum"),
    "momentum": ("sgd",),
    "l2": ("sgd",),
}
"""A subject of a section → what its own names mention besides, as `SGD with momentum` does SGD."""


def _words(*lines: str) -> re.Pattern[str]:
    return re.compile("|".join(word for line in lines for word in line.split(" ")), re.IGNORECASE)


GENERIC = _words(
    "algorithm algorithms basics code contents definition definitions derivation description details",
    "equation equations example examples formula formulas formulae idea implementation introduction intro",
    "key lecture math maths mathematics note notes other overview recap section summary theory update",
    "rule rules concepts components terms symbols notation parameters breakdown important the where and",
    "of in a an for",
)
"""A heading made only of these words does not tell what a question below it is about."""

NO_TERM = _words(
    "examples? e\\.?g\\.? i\\.?e\\.? notes? where equations? formulas? formulae summary todo warning tip",
    "hint see sources? links? references? remarks? observation question answer q a proof solution here",
    "also important contribution idea intuition result conclusion update step tl;?dr p\\.?s input output",
    "code and or then",
)
"""Words before a colon that are not terms to ask about."""

VALUES = re.compile(
    r"(?:(?:typical|default|common|usual|standard|recommended) )?(?:values?|defaults?|settings?)(?: are)?",
    re.I,
)
"""Words that introduce a list of settings."""

ACTS = _words(
    "accelerates accounts accumulates acts adapts adds adjusts aids aims allows applies approximates",
    "averages avoids balances builds calculates captures changes clips combines compares computes",
    "controls converges corrects counts damps dampens decays decides decouples decreases defines depends",
    "determines divides does drops enables ensures estimates extends fixes follows forces gives governs",
    "guides handles helps holds improves increases introduces keeps learns lets limits looks lowers",
    "maintains makes measures minimi[sz]es moves multiplies normali[sz]es penali[sz]es performs points",
    "prevents produces provides pulls pushes randomly reduces remembers removes replaces requires resets",
    "retains rescales saves scales sets shifts shows shrinks slows smooths smoothes speeds stabili[sz]es",
    "stays stops stores sums takes tells tends tracks treats tunes turns updates uses weighs works",
)
"""Verbs that begin a definition whose term is the agent."""

STATES = re.compile(
    r"\b(?:is|are|was|were|can|may|might|should|must|will|has|have|lacks?|needs?|does|do|ensures?|use"
    r"|improves?)\b"
)
"""Words that occur in sentences: a definition with one of these is not a name."""

TOPICS = re.compile(
    r"\b(?:advantage|feature|consideration|limitation|drawback|benefit|issue|caveat|tip|disadvantage|pro|con"
    r"|challenge|problem)s?\b|\bproperties\b",
    re.IGNORECASE,
)
"""Headings whose terms are topics that are explained, not agents."""

EXAMPLES = re.compile(r"\bexamples?\b|\be\.g\b", re.IGNORECASE)
SUMMARY = re.compile(r"\b(?:summary|comparison|overview|recap|conclusion|improvements)\b", re.IGNORECASE)
BACKWARDS = re.compile(
    r"(?:does|do|combines|uses|has) both\b|(?:the )?(?:same|latter|former|above|previous)\b", re.IGNORECASE
)
"""A definition that depends on the lines before it."""

LABELLING = _words(
    "with step steps optimizer optimiser optimizers using now first then version variant family gradient"
    " descent classical plain vanilla algorithm method"
)
"""Words that may stand beside an optimizer's name in a label before a colon."""

LEADS = re.compile(
    r"^(?:at|given|for|let|where|with|then|we|if|in|on|the (?:update|formula|equation|rule))\b"
    r"|\b(?:as|by|is|are|follows|following|below|formula|equations?|rule|becomes)\W*$",
    re.IGNORECASE,
)
"""Words that merely introduce the formula below them."""

LISTED = re.compile(
    r"\b(?:pros|cons|advantages|disadvantages|limitations|benefits|drawbacks|use cases|features|properties"
    r"|steps|assumptions|ingredients|components|requirements|applications|strengths|weaknesses|challenges)\b",
    re.IGNORECASE,
)
"""Headings of lists that can be asked for as a whole."""

SPECIAL = {
    "contribution": "what does it contribute?",
    "contributions": "what does it contribute?",
    "intuition": "what is the intuition?",
    "idea": "what is the idea?",
    "key idea": "what is the key idea?",
    "motivation": "what is the motivation?",
    "problem": "what problem is there?",
    "definition": "how is it defined?",
    "goal": "what is the goal?",
}
"""Questions about a paragraph, by the label above it."""

DEMOS = {
    "sgd": {"theta": ("g", "theta")},
    "momentum": {"m": ("g", "m"), "theta": ("m", "theta")},
    "rmsprop": {"v": ("g", "v"), "theta": ("g", "theta")},
    "adam": {
        "m": ("g", "m"),
        "v": ("g", "v"),
        "m-hat": ("m", "m_hat"),
        "v-hat": ("v", "v_hat"),
        "theta": ("m_hat", "theta"),
    },
}
"""The quantities that a demo of a formula shows, by optimizer and quantity."""
