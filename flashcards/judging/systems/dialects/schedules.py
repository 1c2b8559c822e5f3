"""Schedules of the learning rate: each line is a dialect by itself, as schedules share no quantity."""

from __future__ import annotations

from flashcards.judging.systems.dialects.dialect import Dialect, dialect

_PI = "3.141592653589793"
_LINES = {
    "exponential": ("a0*gam**t", "a0*gam**(t/T)", "a0*exp(-kap*t)", "a0*exp(-t/T)", "lr_*gam", "a0*gam"),
    "step decay": ("a0*gam**floor(t/T)", "a0*0.5**floor(t/T)", "a0/(1+kap*floor(t/T))"),
    "inverse square root": (
        "a0/sqrt(t)",
        "a0/sqrt(t+1)",
        "a0*sqrt(tw/t)",
        "a0/sqrt(1+kap*t)",
        "a0/sqrt(max(t, tw))",
        "1/sqrt(max(t, tw))",
    ),
    "inverse time": ("a0/t", "a0/(1+kap*t)", "a0/(1+t/T)", "a0/(1+kap*t)**pw"),
    "cosine": (
        f"0.5*a0*(1+cos({_PI}*t/T))",
        f"amin + 0.5*(amax-amin)*(1+cos({_PI}*t/T))",
        f"amin + 0.5*(a0-amin)*(1+cos({_PI}*t/T))",
    ),
    "linear and polynomial decay": (
        "a0*(1-t/T)",
        "a0*(1-t/T)**pw",
        "(a0-amin)*(1-t/T)**pw + amin",
        "(a0-amin)*(1-t/T) + amin",
        "(1-t/T)*a0 + t/T*amin",
    ),
    "warm-up": ("a0*t/T", "a0*(t+1)/T", "a0*min(1, t/T)", "a0*min(t/tw, sqrt(tw/t))"),
    "Noam": (
        "dm**(-0.5)*min(t**(-0.5), t*tw**(-1.5))",
        "a0*dm**(-0.5)*min(t**(-0.5), t*tw**(-1.5))",
        "a0*min(t**(-0.5), t*tw**(-1.5))",
    ),
    "triangular": ("amin + (amax-amin)*t/T", "amin + (amax-amin)*max(0, 1-abs(t/T-1))"),
}

SCHEDULES: tuple[Dialect, ...] = tuple(
    dialect("schedule", name, lrt=text) for name, texts in _LINES.items() for text in texts
)
