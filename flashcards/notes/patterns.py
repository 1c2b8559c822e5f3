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
    "of in a an for cheatsheets? comparisons? tables? outlines? bullets? optim methods? problems? "
    "approach setup results? optimierer verfahren optimizador optimiseur hyper-?parameters? roles? settings? "
    "defaults? values? variables legend cheat sheet table",
    "formeln? grundlagen einführung überblick übersicht fórmulas? introducción glossary glossar glosario",
    "typical common recommended default optimi[sz]ers? optimi[sz]ation how it works explained from scratch",
    "intuitions? intuitively insights? takeaways? contributions?",
    "main in short simple simplified version full",
)
"""A heading made only of these words does not tell what a question below it is about."""

POINTS = re.compile(
    r"\b(?:pros?|cons?|advantages?|disadvantages?|limitations?|drawbacks?|downsides?|benefits?|weaknesses|strengths"
    r"|vorteile?|nachteile?|ventajas?|desventajas?)\b",
    re.IGNORECASE,
)
"""What heads a list of points for or against something, in a heading or label."""

NO_TERM = _words(
    "why how when who which what purpose goal motivation claim problem setup method methods experiments?",
    "authors? read date rating source venue year status topic course teacher professor url doi arxiv paper",
    "citation keywords tags version updated created pages? due deadline links? def definition gotcha order",
    "decisions? attendees agenda outcome actions?",
    "pros? cons? todo tbd fixme nb ps important background context details?",
    "theorem lemma corollary",
    "also together overall either finally first second third next then however yes no frage pregunta",
    "beispiel ejemplo hinweis nota bemerkung quelle fuente vorteile? nachteile? ventajas? desventajas?",
    "examples? e\\.?g\\.? i\\.?e\\.? notes? where equations? formulas? formulae summary todo warning tip",
    "hint see sources? links? references? remarks? observation question answer q a proof solution here",
    "also important contribution idea intuition result conclusion update step tl;?dr p\\.?s input output",
    "code and or then",
)
"""Words before a colon that are not terms to ask about."""

CUSTOMARY = re.compile(
    r"\b(?:typical(?:ly)?|defaults?|common(?:ly)?|usual(?:ly)?|standard|recommended|suggest(?:ed|ions?)"
    r"|recommendations?|standardwerte?|üblich(?:e|er|erweise)?|por defecto|valores? típicos?|par défaut)\b",
    re.IGNORECASE,
)
"""Words that mark a setting as one that everybody uses."""

VALUES = re.compile(
    r"(?:(?:typical|default|common|usual|standard|recommended|optimi[sz]er) )?"
    r"(?:values?|defaults?|(?:hyper-?)?parameters?|settings?|standardwerte?)(?: are)?",
    re.IGNORECASE,
)
"""Words that introduce a list of settings."""

PRIVATE = re.compile(
    r"\b(?:to-?do|to read|my|mine|thoughts|questions i|open questions|note to self|see also|references|links"
    r"|sources|further reading|literatur|acknowledg\w+|changelog|meeting|homework|exam)\b",
    re.IGNORECASE,
)
"""Headings of what concerns the person who writes: plans, opinions, lists of links."""

RUNS = re.compile(
    r"\b(?:experiments?|results?|runs?|ablations?|benchmarks?|logs?|evaluation|setup|example|beispiel|ejemplo"
    r"|experimente?|ergebnisse|resultados)\b",
    re.IGNORECASE,
)
"""Headings of what happened once, whose numbers are nobody's default."""

DERIVES = re.compile(
    r"\b(?:derivations?|deriv(?:e|ed|es|ing)|proofs?|prov(?:e|ing)|unroll\w{0,4}|expan(?:d|sion|ding)|rewrit\w{0,4}|herleitung|beweis"
    r"|ableitung|demostraci[oó]n|derivaci[oó]n|preuve|démonstration)\b",
    re.IGNORECASE,
)
"""Words above equations that follow one from another."""

ORDERED = re.compile(
    r"\b(?:order|steps?|algorithm|procedure|loop|recipe|pipeline|process|workflow|sequence|schritte|ablauf"
    r"|pasos|étapes)\b",
    re.IGNORECASE,
)
"""Words above a numbered list that is to be known in its order."""

USUAL_NOTATION = (
    (
        r"\\?(?:eta|alpha|gamma|lr|epsilon_t|lambda)(?:_t)?",
        r"(?:the )?(?:learning rate|step ?size|lernrate|schrittweite"
        r"|tasa de aprendizaje|taux d'apprentissage)",
    ),
    (
        r"\\?(?:theta|w|W|x|p|phi)(?:_t)?",
        r"(?:the |our )?(?:model |network )?(?:parameters?|weights?|gewichte?"
        r"|parámetros|pesos)(?: vector| of the model)?(?: (?:at|in|to).{0,30})?",
    ),
    (
        r"\\?(?:g|d[wx]|nabla.{0,40}|grad)(?:_t)?",
        r"(?:the |its )?(?:current )?gradients?(?: (?:of|at|with|w\.r\.t).{0,80})?",
    ),
    (r"[tkn]", r"(?:the )?(?:time ?step|step|iteration|time|index|current step).{0,30}"),
    (r"[LJEf](?:\(.{0,20}\))?", r"(?:the )?(?:loss|cost|objective)(?: function)?.{0,30}"),
)
"""Letters, without an index, with the meaning that they have in every note: nothing to be asked."""

ACTS = _words(
    "accelerates accounts accumulates acts adapts adds adjusts aids aims allows applies approximates",
    "averages avoids balances builds calculates captures changes clears clips combines compares computes",
    "controls converges corrects counts damps dampens decays decides decouples decreases defines depends",
    "determines divides does drops enables ensures estimates evaluates extends fixes follows forces gives",
    "governs guides handles helps holds improves increases introduces keeps learns lets limits looks lowers",
    "maintains makes measures minimi[sz]es moves multiplies normali[sz]es penali[sz]es performs points",
    "prevents produces provides pulls pushes raises randomly reduces",
    "rectifies remembers removes replaces requires",
    "rescales resets retains returns saves scales sets shifts shows shrinks slows smooths smoothes speeds",
    "stabili[sz]es stays stops stores subtracts sums switches takes tells tends tracks treats tunes turns",
    "updates uses weighs works zeroes unifies maps mixes encodes transforms converts splits shuffles selects",
)
"""Verbs that begin a definition whose term is the agent."""

TRANSITIVE = _words(
    "accumulates adapts adds adjusts approximates averages avoids calculates captures clears clips combines",
    "computes controls corrects counts damps dampens decouples decreases defines determines divides "
    "estimates",
    "evaluates fixes governs improves increases introduces keeps limits lowers maintains measures",
    "ensures minimi[sz]es multiplies normali[sz]es penali[sz]es prevents raises reduces rectifies remembers "
    "removes replaces",
    "rescales resets retains scales sets shrinks smooths smoothes stabili[sz]es stores subtracts sums tracks",
    "tunes updates uses unifies zeroes maps mixes encodes transforms converts splits shuffles selects",
)
"""Verbs whose object answers `what does it …?`."""

STATES = re.compile(
    r"\b(?:is|are|was|were|can|may|might|should|must|will|has|have|lacks?|needs?|does|do|ensures?|use"
    r"|improves?)\b"
)
"""Words that occur in sentences: a definition with one of these is not a name."""

TOPICS = re.compile(
    r"\b(?:advantage|disadvantage|feature|consideration|limitation|drawback|benefit|issue|caveat|tip|pro|con"
    r"|challenge|problem|pitfall|strength|weakness|use case|application|downside|upside|gotcha|reason"
    r"|improvement|takeaway|recommendation|when to use|best practice|insight|lesson|criticism|thought|vorteil"
    r"|difference|unterschied|diferencia|nachteil|ventaja|desventaja|inconveniente|inconvénient|avantage|limite)(?:e|es|s|n)?\b"
    r"|\bpropert(?:y|ies)\b|\bwhy\b.*\b(?:works?|good|better|popular|matters?)\b",
    re.IGNORECASE,
)
"""Headings whose items are points to make about the subject, not terms and not agents."""

EXAMPLES = re.compile(r"\bexamples?\b|\be\.g\b", re.IGNORECASE)
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
    r"\b(?:types|kinds|variants|parts|ingredients|components|assumptions|requirements|phases|stages|families"
    r"|quantities|inputs|outputs|ideas|conditions|arten|tipos)\b",
    re.IGNORECASE,
)
"""Words for things of which there is a known number."""

SAYS_WHAT = re.compile(
    r"what it (?:does|is)|what is it|definition|role|purpose|function|effect|in short|in a nutshell"
    r"|was es tut"
    r"|qué hace|qué es|zweck",
    re.IGNORECASE,
)
"""Labels whose text says what the section above is or does."""

ADVERBIAL = re.compile(
    r"(?:what|when|why|where|how|who|which|at|in|on|during|before|after|for|with|without|because|if|wann|warum|wie"
    r"|bei|cuándo|por qué|cómo)\b",
    re.IGNORECASE,
)
"""Words that begin a label which is no name of a thing: `At test time`."""

IDEAS = re.compile(
    r"(?:key |main |core )?(?:idea|insight|intuition|goal|motivation)|in short|tl;?dr", re.IGNORECASE
)
"""Labels of a sentence that says what the subject is for."""

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
