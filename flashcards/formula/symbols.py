"""The signs of mathematics as tables: what each LaTeX name looks like, and the part it plays in a formula."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from types import MappingProxyType


def _table(text: str) -> MappingProxyType[str, str]:
    pairs = text.split()
    return MappingProxyType(dict(zip(pairs[::2], pairs[1::2], strict=True)))


def word_set(text: str) -> frozenset[str]:
    """The words of a text as a set."""
    return frozenset(text.split())


GREEK = _table("""
    alpha α  beta β  gamma γ  delta δ  epsilon ε  zeta ζ  eta η  theta θ  iota ι  kappa κ  lambda λ  mu μ
    nu ν  xi ξ  omicron ο  pi π  rho ρ  sigma σ  tau τ  upsilon υ  phi φ  chi χ  psi ψ  omega ω
    Gamma Γ  Delta Δ  Theta Θ  Lambda Λ  Xi Ξ  Pi Π  Sigma Σ  Upsilon Υ  Phi Φ  Psi Ψ  Omega Ω
    vartheta ϑ  varphi ϕ  varrho ϱ  varsigma ς  varpi ϖ  varkappa ϰ
""")

LETTERS = _table("""
    infty ∞  nabla ∇  partial ∂  ell ℓ  hbar ħ  Re ℜ  Im ℑ  aleph ℵ  emptyset ∅  forall ∀  exists ∃
    top ⊤  bot ⊥  dagger †  star ⋆  ast *  prime ′  degree °  angle ∠  neg ¬  hash #  percent %  bullet •
    ampersand &  dollar $  square □  blacksquare ■  imath ı  jmath ȷ  checkmark ✓  backslash \\  quote "
    copyright ©  tick `  at @  colon_ ː
""")

DOTS = _table("ldots …  cdots ⋯  vdots ⋮  ddots ⋱")

RELATIONS = _table("""
    = =  < <  > >  le ≤  ge ≥  ne ≠  ll ≪  gg ≫  approx ≈  sim ∼  simeq ≃  cong ≅  equiv ≡  propto ∝
    in ∈  notin ∉  ni ∋  subset ⊂  subseteq ⊆  supset ⊃  supseteq ⊇  mid |  nmid ∤  parallel ∥  perp ⟂
    to →  gets ←  leftrightarrow ↔  Rightarrow ⇒  Leftarrow ⇐  iff ⇔  mapsto ↦  hookrightarrow ↪
    uparrow ↑  downarrow ↓  nearrow ↗  searrow ↘  prec ≺  succ ≻  preceq ⪯  succeq ⪰  vdash ⊢  models ⊨
    doteq ≐  asymp ≍  therefore ∴  because ∵  lesssim ≲  gtrsim ≳  := :=  += +=  -= -=  *= *=  /= /=
    **= **=
""")

SIGNS = _table("""
    + +  - −  pm ±  mp ∓  cup ∪  cap ∩  vee ∨  wedge ∧  oplus ⊕  ominus ⊖  setminus ∖  sqcup ⊔
""")

PRODUCTS = _table("""
    * ·  / /  cdot ·  times ×  odot ⊙  otimes ⊗  circ ∘  asterisk ∗  div ÷  bigcirc ○  diamond ⋄  oslash ⊘
    bmod mod
""")

BIGS = _table("""
    sum ∑  prod ∏  coprod ∐  int ∫  iint ∬  iiint ∭  oint ∮  bigcup ⋃  bigcap ⋂  bigoplus ⨁  bigotimes ⨂
    bigodot ⨀  bigvee ⋁  bigwedge ⋀
""")
"""Operators that stretch over what follows them, with what they range over below and above."""

LIMITS = frozenset({"lim", "limsup", "liminf", "max", "min", "sup", "inf", "argmin", "argmax"})
"""Functions that carry what they range over below them, then act like a big operator."""

FUNCTIONS = LIMITS | word_set("""
    log ln exp sin cos tan cot sec csc arcsin arccos arctan sinh cosh tanh coth sign sgn abs sqrt cbrt square
    pow     mean var std sum prod norm clip softmax sigmoid relu det dim ker tr diag rank deg gcd Pr Var
    Cov log2 log10 log1p expm1 floor ceil round hypot argmax argmin arg dot zeros_like ones_like zeros ones
    rsqrt reciprocal where
""")
"""Names that are read as functions, in LaTeX as macros and in typed text as words."""

CALLED = frozenset({"f", "h", "F", "J", "L", "H", "R", "U", "O", "P", "ell", "sigma", "phi", "psi", "varphi"})
"""Letters that with a bracket behind them are a function of what is in it, not a product."""

FENCES = _table("""
    ( (  ) )  [ [  ] ]  { {  } }  | |  Vert ‖  lfloor ⌊  rfloor ⌋  lceil ⌈  rceil ⌉  langle ⟨  rangle ⟩
    / /  backslash \\  uparrow ↑  downarrow ↓
""")
ACCENTS = MappingProxyType(
    {
        "hat": "\u0302",
        "bar": "\u0304",
        "tilde": "\u0303",
        "vec": "\u20d7",
        "dot": "\u0307",
        "ddot": "\u0308",
        "check": "\u030c",
        "breve": "\u0306",
        "acute": "\u0301",
        "grave": "\u0300",
        "underline": "\u0332",
    }
)
"""Accents as combining characters, which take no cell of their own."""

SUBSCRIPTS = MappingProxyType(
    dict(
        zip("0123456789+−=()aehijklmnoprstuvxβγρφχ, ", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ, ", strict=True)
    )
)
SUPERSCRIPTS = MappingProxyType(
    dict(
        zip(
            "0123456789+−=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVWβγδθφχ⊤*′",
            "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂᵝᵞᵟᶿᵠᵡᵀ*′",
            strict=True,
        )
    )
)
"""Small characters that Unicode has for an index or a power, by the full-sized one."""

SAME = _table("""
    leq le  leqslant le  geq ge  geqslant ge  neq ne  rightarrow to  longrightarrow to  leftarrow gets
    implies Rightarrow  impliedby Leftarrow  Longrightarrow Rightarrow  Leftrightarrow iff  longmapsto mapsto
    varepsilon epsilon  dots ldots  dotsc ldots  dotsb cdots  dotso ldots  varnothing emptyset
    lbrace {  rbrace }  lbrack [  rbrack ]  lt <  gt >  land wedge  lor vee  lnot neg  ast asterisk
    thickapprox approx  coloneqq :=  longleftrightarrow leftrightarrow  centerdot cdot  intop int
    sgn sign  Prob Pr  lVert Vert  rVert Vert  lvert |  rvert |  vert |  bigtimes times  intercal top
    triangleq :=  hadamard odot  ne ne  owns ni  bigtriangledown nabla  triangledown nabla
    leftharpoonup gets  longleftarrow gets  colonequals :=
""")
"""LaTeX names that are read as another one."""

TYPED = MappingProxyType(
    {
        "==": "=",
        "<=": "le",
        ">=": "ge",
        "!=": "ne",
        "->": "to",
        "<-": "gets",
        "=>": "Rightarrow",
        "<": "<",
        ">": ">",
        "@": "times",
        "//": "/",
        "≔": ":=",
        "⋅": "cdot",
        "∙": "cdot",
        "•": "cdot",
        "⩽": "le",
        "⩾": "ge",
        "–": "-",
        "—": "-",
        "‐": "-",
        "∣": "mid",
        "ϵ": "epsilon",
        "µ": "mu",
        "∆": "Delta",
        "∥": "Vert",
        "‖": "Vert",
        "…": "ldots",
        "∘": "circ",
        "∗": "asterisk",
    }
)
"""Other spellings of signs in typed text and in Unicode, by the name they have here."""


def _named() -> dict[str, str]:
    names: dict[str, str] = {}
    for table in (FENCES, BIGS, PRODUCTS, SIGNS, RELATIONS, DOTS, LETTERS, GREEK):
        names.update({glyph: name for name, glyph in table.items() if not glyph.isascii()})
    return names | {"·": "cdot", "|": "mid"} | dict(TYPED)


NAMES = MappingProxyType(_named())
"""The name of each Unicode sign, the reverse of the tables above."""
FULL_SIZE = MappingProxyType(
    {small: full for table in (SUPERSCRIPTS, SUBSCRIPTS) for full, small in table.items() if small != full}
)
"""The full-sized character of each small one."""
IS_SUB = frozenset(SUBSCRIPTS.values()) - frozenset(SUBSCRIPTS)
IS_SUPER = frozenset(SUPERSCRIPTS.values()) - frozenset(SUPERSCRIPTS)
COMBINING = MappingProxyType({mark: kind for kind, mark in ACCENTS.items()})

BLACKBOARD = MappingProxyType(dict(zip("CHNPQRZ", "ℂℍℕℙℚℝℤ", strict=True)))
CALLIGRAPHIC = MappingProxyType(dict(zip("BEFHILMRego", "ℬℰℱℋℐℒℳℛℯℊℴ", strict=True)))
FRAKTUR = MappingProxyType(dict(zip("CHIRZ", "ℭℌℑℜℨ", strict=True)))
"""Letters of these alphabets outside their Unicode block."""


NONE: Mapping[str, str] = MappingProxyType({})


def decompose(text: str) -> str:
    """`text` with accents taken off letters, `ŵ` as `w` and a combining hat; signs such as ≠ stay whole."""
    return "".join(unicodedata.normalize("NFD", mark) if mark.isalpha() else mark for mark in text)


def in_alphabet(letter: str, font: str) -> str:
    """`letter` in one of Unicode's mathematical alphabets, or unchanged if it is not in that alphabet."""
    if len(letter) != 1 or not (letter.isascii() and letter.isalnum()):
        return letter
    outside: Mapping[str, str] = {
        "blackboard": BLACKBOARD,
        "calligraphic": CALLIGRAPHIC,
        "fraktur": FRAKTUR,
    }.get(font, NONE)
    start = {"bold": 0x1D400, "blackboard": 0x1D538, "calligraphic": 0x1D49C, "fraktur": 0x1D504}.get(font)
    digits = {"bold": 0x1D7CE, "blackboard": 0x1D7D8}.get(font)
    if letter in outside:
        return outside[letter]
    if letter.isdigit():
        return chr(digits + int(letter)) if digits else letter
    if start is None:
        return letter
    return chr(start + ord(letter) - (ord("A") if letter.isupper() else ord("a") - 26))
