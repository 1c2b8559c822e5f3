"""The words for the relations, signs, brackets and large operators of a formula, by their LaTeX names."""

from __future__ import annotations

from types import MappingProxyType


def _words(text: str) -> MappingProxyType[str, str]:
    return MappingProxyType(
        dict(line.strip().split(" ", 1) for line in text.strip().split(";") if line.strip())
    )


RELATIONS = _words("""
    = equals; < is less than; > is greater than; le is at most; ge is at least; ne is not equal to;
    ll is much less than; gg is much greater than; approx is about; sim is distributed as; simeq is about;
    equiv is the same as; propto is proportional to; in in; notin not in; to goes to; gets gets; mid given;
    subset is within; subseteq is within; parallel is parallel to; perp is at right angles to;
    := is defined as;
    += grows by; -= shrinks by; *= is multiplied by; /= is divided by; **= is raised to; iff if and only if;
    Rightarrow implies; Leftarrow follows from; mapsto maps to
""")
SIGNS = _words(
    "+ plus; - minus; pm plus or minus; mp minus or plus; cup union; cap intersected with; vee or; wedge and"
)
PRODUCTS = _words(
    "* times; / divided by; cdot times; times times; odot times, element by element,; div divided by; "
    "circ after"
)
OPENINGS = _words("""
    ( open paren; [ open bracket; { open brace; ] open reversed bracket; | the absolute value of;
    Vert the norm of; lfloor the floor of; lceil the ceiling of; langle open angle
""")
CLOSINGS = _words("""
    ) close paren; ] close bracket; } close brace; [ close reversed bracket; | end absolute value;
    Vert end norm; rfloor end floor; rceil end ceiling; rangle close angle
""")
BIGS = _words("""
    sum the sum; prod the product; int the integral; lim the limit; max the maximum; min the minimum;
    argmin the arg min; argmax the arg max; bigcup the union; bigcap the intersection
""")
