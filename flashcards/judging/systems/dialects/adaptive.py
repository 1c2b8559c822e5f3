"""Dialects of the optimizers that divide by a root: AdaGrad, RMSprop, Adadelta, Adam and what came after."""

from __future__ import annotations

from flashcards.judging.systems.dialects.dialect import (
    INSIDE,
    Dialect,
    Form,
    adaptive_step,
    dialect,
    exact,
    other_dialect,
    variant,
)

_SUM = (*exact("v_ + g**2"), *variant("total(gi**2)"))
ADAGRAD: tuple[Dialect, ...] = (
    dialect("adagrad", "a sum of squares", v=_SUM, w=adaptive_step("g", "v")),
    dialect(
        "adagrad",
        "a rate of its own",
        v=_SUM,
        lrt=(*exact("lr/(sqrt(v)+eps)"), Form("lr/sqrt(v+eps)", "variant", INSIDE), *variant("lr/sqrt(v)")),
        w="w_ - lrt*g",
    ),
    other_dialect(
        "adagrad",
        "the sum in the step",
        w=variant(
            "w_ - lr*g/sqrt(total(gi**2))",
            "w_ - lr*g/(sqrt(total(gi**2))+eps)",
            "w_ - lr*g/sqrt(total(gi**2)+eps)",
        ),
    ),
)

_SQUARES = "b*v_ + (1-b)*g**2"
_MEAN = "b*mg_ + (1-b)*g"
RMSPROP: tuple[Dialect, ...] = (
    dialect("rmsprop", "plain", v=_SQUARES, w=adaptive_step("g", "v")),
    dialect(
        "rmsprop",
        "a rate of its own",
        v=_SQUARES,
        lrt=(*exact("lr/(sqrt(v)+eps)"), Form("lr/sqrt(v+eps)", "variant", INSIDE), *variant("lr/sqrt(v)")),
        w="w_ - lrt*g",
    ),
    other_dialect(
        "rmsprop",
        "centred",
        v=exact(_SQUARES),
        mg=_MEAN,
        vc="v - mg**2",
        w=(*adaptive_step("g", "(v-mg**2)"), *adaptive_step("g", "vc")),
    ),
    other_dialect(
        "rmsprop",
        "PyTorch's with momentum",
        v=exact(_SQUARES),
        m=variant("mu*m_ + g/(sqrt(v)+eps)", "mu*m_ + g/sqrt(v+eps)"),
        w="w_ - lr*m",
    ),
    other_dialect(
        "rmsprop",
        "TensorFlow's with momentum",
        v=exact(_SQUARES),
        m=variant("mu*m_ + lr*g/(sqrt(v)+eps)", "mu*m_ + lr*g/sqrt(v+eps)"),
        w="w_ - m",
    ),
    other_dialect(
        "rmsprop",
        "Graves's, centred with momentum",
        v=exact(_SQUARES),
        mg=_MEAN,
        m=variant("mu*m_ - lr*g/sqrt(v-mg**2+eps)", "mu*m_ - lr*g/(sqrt(v-mg**2)+eps)"),
        w="w_ + m",
    ),
)

_RATIO = "sqrt(s_+eps)/sqrt(v+eps)*g"
_OUTSIDE = "(sqrt(s_)+eps)/(sqrt(v)+eps)*g"
_ACCUMULATED = exact("b*s_ + (1-b)*d**2")
ADADELTA: tuple[Dialect, ...] = (
    dialect(
        "adadelta",
        "the minus in the step",
        v=_SQUARES,
        s=_ACCUMULATED,
        d=(*exact(f"-{_RATIO}"), *variant(f"-{_OUTSIDE}")),
        w=(*exact("w_ + d"), *variant("w_ + lr*d")),
    ),
    dialect(
        "adadelta",
        "the minus outside the step",
        v=_SQUARES,
        s=_ACCUMULATED,
        d=(*exact(_RATIO), *variant(_OUTSIDE)),
        w=(*exact("w_ - d"), *variant("w_ - lr*d")),
    ),
    dialect("adadelta", "a scaled step", v=_SQUARES, s=_ACCUMULATED, d=_RATIO, e="-lr*d", w="w_ + e"),
)

_M, _V = "b1*m_ + (1-b1)*g", "b2*v_ + (1-b2)*g**2"
_MOMENTS: dict[str, str | tuple[Form, ...]] = {"m": exact(_M), "v": exact(_V)}
_CORRECTED: dict[str, str | tuple[Form, ...]] = {
    "mh": (*exact("m/(1-b1**t)"), *variant("m/(1-b1**(t+1))")),
    "vh": (*exact("v/(1-b2**t)"), *variant("v/(1-b2**(t+1))")),
}
_MH, _VH = "(m/(1-b1**t))", "(v/(1-b2**t))"
_RATE = "lr*sqrt(1-b2**t)/(1-b1**t)"
_SUMS = {
    "m": (*exact(_M), *variant("total((1-b1)*b1**(t-i)*gi)", "(1-b1)*total(b1**(t-i)*gi)")),
    "v": (*exact(_V), *variant("total((1-b2)*b2**(t-i)*gi**2)", "(1-b2)*total(b2**(t-i)*gi**2)")),
}
ADAM: tuple[Dialect, ...] = (
    dialect(
        "adam",
        "the paper's",
        **_SUMS,
        **_CORRECTED,
        w=(
            *adaptive_step("mh", "vh"),
            *adaptive_step(_MH, _VH),
            *adaptive_step("mh", _VH),
            *adaptive_step(_MH, "vh"),
            *variant("w_ - lr/(1-b1**t)*m/sqrt(v/(1-b2**t)+eps)"),
        ),
    ),
    dialect(
        "adam",
        "the correction in the rate",
        **_MOMENTS,
        lrt=(*exact(_RATE), *variant("sqrt(1-b2**t)/(1-b1**t)")),
        w=(
            *exact("w_ - lrt*m/(sqrt(v)+eps)"),
            *variant("w_ - lr*lrt*m/(sqrt(v)+eps)", f"w_ - {_RATE}*m/(sqrt(v)+eps)"),
        ),
    ),
    other_dialect(
        "adam",
        "the sign kept in the moment",
        m="b1*m_ - (1-b1)*g",
        v=exact(_V),
        **_CORRECTED,
        w=variant("w_ + lr*mh/(sqrt(vh)+eps)", "w_ + lr*mh/sqrt(vh+eps)", "w_ + lr*mh/sqrt(vh)"),
    ),
    other_dialect(
        "adam",
        "without bias correction",
        **_MOMENTS,
        w=tuple(
            Form(each.text, "variant", each.slip or "missing-correction") for each in adaptive_step("m", "v")
        ),
    ),
    other_dialect(
        "adam",
        "with L2",
        **_CORRECTED,
        gl="g + lam*w_",
        m="b1*m_ + (1-b1)*gl",
        v="b2*v_ + (1-b2)*gl**2",
        w=adaptive_step("mh", "vh"),
    ),
)


def _decoupled(mean: str, square: str) -> tuple[Form, ...]:
    """AdamW's step with the decay scaled by the rate, apart from it, and under a schedule multiplier."""
    found: list[Form] = []
    for divisor, slip in (
        (f"(sqrt({square})+eps)", None),
        (f"sqrt({square}+eps)", INSIDE),
        (f"sqrt({square})", None),
    ):
        usual = divisor.endswith("eps)") and slip is None
        found += [
            Form(f"w_ - lr*({mean}/{divisor}+lam*w_)", "agrees" if usual else "variant", slip),
            Form(f"w_ - lr*{mean}/{divisor} - lam*w_", "variant", slip),
            Form(f"w_ - eta*(lr*{mean}/{divisor}+lam*w_)", "variant", slip),
        ]
    return tuple(found)


_DECAY = (*exact("(1-lr*lam)*w_"), *variant("(1-lam)*w_"))
ADAMW: tuple[Dialect, ...] = (
    dialect(
        "adamw",
        "in one line",
        **_MOMENTS,
        **_CORRECTED,
        w=(*_decoupled("mh", "vh"), *_decoupled(_MH, _VH), *_DECAY),
    ),
    dialect(
        "adamw",
        "the decay in a line of its own",
        **_MOMENTS,
        **_CORRECTED,
        wd=_DECAY,
        d="mh/(sqrt(vh)+eps)",
        w=(*_DECAY, *adaptive_step("mh", "vh"), *adaptive_step(_MH, _VH), *exact("w_ - lr*d")),
    ),
    dialect(
        "adamw",
        "the step named",
        **_MOMENTS,
        **_CORRECTED,
        d=(
            *exact("mh/(sqrt(vh)+eps)"),
            *variant("mh/sqrt(vh)", "mh/sqrt(vh+eps)", "mh/(sqrt(vh)+eps) + lam*w_"),
        ),
        w=(*exact("w_ - lr*(d+lam*w_)"), *variant("w_ - lr*d - lam*w_", "w_ - lr*d")),
    ),
    other_dialect("adamw", "without correction", **_MOMENTS, w=_decoupled("m", "v")),
)

_NADAM = "(b1*mh+(1-b1)*g/(1-b1**t))"
_DOZAT = "(b1*m/(1-b1**(t+1))+(1-b1)*g/(1-b1**t))"
_LION = "b1*m_ + (1-b1)*g"
SUCCESSORS: tuple[Dialect, ...] = (
    dialect("amsgrad", "the paper's", **_MOMENTS, vm="max(vm_, v)", w=adaptive_step("m", "vm")),
    dialect(
        "amsgrad",
        "PyTorch's, corrected",
        **_MOMENTS,
        **_CORRECTED,
        vm="max(vm_, v)",
        w=(*adaptive_step("mh", "vm"), *adaptive_step(_MH, "vm"), *adaptive_step(_MH, "(vm/(1-b2**t))")),
    ),
    other_dialect(
        "amsgrad",
        "the maximum of the corrected moment",
        **_MOMENTS,
        **_CORRECTED,
        vm="max(vm_, vh)",
        w=(*adaptive_step("mh", "vm"), *adaptive_step("m", "vm")),
    ),
    dialect(
        "adamax",
        "the paper's",
        m=_M,
        u=(*exact("max(b2*u_, abs(g))"), *variant("max(b2*u_, abs(g)+eps)")),
        mh=_CORRECTED["mh"],
        w=(
            *exact("w_ - lr/(1-b1**t)*m/u", "w_ - lr*mh/u"),
            *variant("w_ - lr/(1-b1**t)*m/(u+eps)", "w_ - lr*mh/(u+eps)"),
        ),
    ),
    other_dialect(
        "nadam", "Ruder's", **_MOMENTS, **_CORRECTED, w=adaptive_step(_NADAM, "vh"), d=exact(_NADAM)
    ),
    other_dialect(
        "nadam",
        "the mixture named",
        **_MOMENTS,
        **_CORRECTED,
        mb=(*exact(_NADAM, _DOZAT),),
        w=adaptive_step("mb", "vh"),
    ),
    other_dialect("nadam", "Dozat's", **_MOMENTS, **_CORRECTED, w=adaptive_step(_DOZAT, "vh")),
    dialect(
        "lion",
        "the paper's",
        c=_LION,
        m="b2*m_ + (1-b2)*g",
        d=exact("sign(c)", f"sign({_LION})"),
        w=(
            *exact("w_ - lr*(sign(c)+lam*w_)", "w_ - lr*sign(c)", "w_ - lr*(d+lam*w_)"),
            *exact(f"w_ - lr*(sign({_LION})+lam*w_)", f"w_ - lr*sign({_LION})"),
            *variant("w_ - lr*d", "(1-lr*lam)*w_"),
        ),
    ),
    dialect(
        "lion",
        "the sign in the interpolation",
        c=f"sign({_LION})",
        m="b2*m_ + (1-b2)*g",
        w=exact("w_ - lr*c", "w_ - lr*(c+lam*w_)"),
    ),
    dialect(
        "adabelief",
        "the paper's",
        **{**_MOMENTS, "v": exact("b2*v_ + (1-b2)*(g-m)**2", "b2*v_ + (1-b2)*(g-m)**2 + eps")},
        **_CORRECTED,
        w=adaptive_step("mh", "vh"),
    ),
    dialect(
        "yogi",
        "the paper's",
        **{**_MOMENTS, "v": exact("v_ - (1-b2)*sign(v_-g**2)*g**2")},
        **_CORRECTED,
        w=(*adaptive_step("mh", "vh"), *adaptive_step("m", "v")),
    ),
    dialect(
        "lamb",
        "the paper's",
        **_MOMENTS,
        **_CORRECTED,
        d=exact("mh/(sqrt(vh)+eps)", "mh/(sqrt(vh)+eps) + lam*w_"),
        w=exact("w_ - lr*norm(w_)/norm(d)*d", "w_ - lr*norm(w_)/norm(d+lam*w_)*(d+lam*w_)"),
    ),
)
