"""Exponential, logarithm and their kin in plain arithmetic on vectors.

Only sums, products, quotients, comparisons and bit operations are used, each rounded by itself, so the results have the
same bits for any number of lanes, any instruction set and any compiler. No two operations are fused into one. The
polynomials and the reductions are those of the freely distributable mathematical library (fdlibm, Sun Microsystems
1993). Errors, in units of the last place, as the tests hold them: exp and log below 1; expm1 and log1p below 2; exp2,
log2, log10 and arctanh below 2.5; tanh below 3; the square root is exact.
"""

from __future__ import annotations

from aicompete.engine.program.text import Text

SHIFT = 6755399441055744.0
"""1.5 x 2^52: added to a number below 2^51 it rounds it to a whole one, whose bits stand in the last places."""
SHIFT_BITS = 0x4338000000000000
LN2_HIGH = 6.93147180369123816490e-01
LN2_LOW = 1.90821492927058770002e-10
LN2 = 0.69314718055994530942
LOG2_E = 1.4426950408889634074
EXP = (
    1.66666666666666019037e-01,
    -2.77777777770155933842e-03,
    6.61375632143793436117e-05,
    -1.65339022054652515390e-06,
    4.13813679705723846039e-08,
)
EXPM1 = (
    -3.33333333333331316428e-02,
    1.58730158725481460165e-03,
    -7.93650757867487942473e-05,
    4.00821782732936239552e-06,
    -2.01099218183624371326e-07,
)
LOG = (
    6.666666666666735130e-01,
    3.999999999940941908e-01,
    2.857142874366239149e-01,
    2.222219843214978396e-01,
    1.818357216161805012e-01,
    1.531383769920937332e-01,
    1.479819860511658591e-01,
)


def exp(t: Text, x: str) -> str:
    """``e^x``."""
    x = _clamped(t, x, -746.0, 710.0)
    k = _whole(t, t.fmul(x, t.real(LOG2_E)))
    high = t.fsub(x, t.fmul(k, t.real(LN2_HIGH)))
    return _exp_of(t, k, high, t.fmul(k, t.real(LN2_LOW)))


def exp2(t: Text, x: str) -> str:
    """``2^x``."""
    x = _clamped(t, x, -1076.0, 1025.0)
    k = _whole(t, x)
    return _exp_of(t, k, t.fmul(t.fsub(x, k), t.real(LN2)), t.real(0.0))


def _exp_of(t: Text, k: str, high: str, low: str) -> str:
    """``2^k e^(high - low)`` for a small rest."""
    r = t.fsub(high, low)
    c = t.fsub(r, _polynomial(t, t.fmul(r, r), (0.0, *EXP)))
    quotient = t.fdiv(t.fmul(r, c), t.fsub(t.real(2.0), c))
    y = t.fsub(t.real(1.0), t.fsub(t.fsub(low, quotient), high))
    return _times_power_of_two(t, y, k)


def expm1(t: Text, x: str) -> str:
    """``e^x - 1`` without loss for small x."""
    x = _clamped(t, x, -60.0, 710.0)
    k = _whole(t, t.fmul(x, t.real(LOG2_E)))
    high = t.fsub(x, t.fmul(k, t.real(LN2_HIGH)))
    low = t.fmul(k, t.real(LN2_LOW))
    r = t.fsub(high, low)
    c = t.fsub(t.fsub(high, r), low)
    half = t.fmul(t.real(0.5), r)
    square = t.fmul(r, half)
    r1 = _polynomial(t, square, (1.0, *EXPM1))
    part = t.fsub(t.real(3.0), t.fmul(r1, half))
    e = t.fmul(square, t.fdiv(t.fsub(r1, part), t.fsub(t.real(6.0), t.fmul(r, part))))
    e = t.fsub(t.fsub(t.fmul(r, t.fsub(e, c)), c), square)
    # 2^k (e^r - 1) + 2^k - 1 = 2^k ((1 - 2^-k) + r - e)
    small = _power_of_two(t, t.fsub(t.real(0.0), k))
    one = t.select(t.fcmp("ogt", k, t.real(60.0)), t.real(1.0), t.fsub(t.real(1.0), small))
    return _times_power_of_two(t, t.fsub(t.fadd(one, r), e), k)


def log(t: Text, x: str) -> str:
    """Natural logarithm; minus infinity at zero, not a number below."""
    tiny = t.fcmp("olt", x, t.real(2.2250738585072014e-308))
    k, f = _split(t, t.select(tiny, t.fmul(x, t.real(18014398509481984.0)), x))
    k = t.fsub(k, t.select(tiny, t.real(54.0), t.real(0.0)))
    return _edges(t, x, _log_of(t, k, f, t.real(0.0)))


def log1p(t: Text, x: str) -> str:
    """``ln(1 + x)`` without loss for small x."""
    u = t.fadd(t.real(1.0), x)
    k, f = _split(t, u)
    upper = t.fsub(t.real(1.0), t.fsub(u, x))
    lower = t.fsub(x, t.fsub(u, t.real(1.0)))
    lost = t.fdiv(t.select(t.fcmp("ogt", k, t.real(0.0)), upper, lower), u)
    near = t.both(t.fcmp("ogt", x, t.real(-0.29289)), t.fcmp("olt", x, t.real(0.41421)))
    k, f = t.select(near, t.real(0.0), k), t.select(near, x, f)
    far = t.both(t.fcmp("ogt", u, t.real(0.0)), t.fcmp("olt", u, t.real(1e300)))
    c = t.select(near, t.real(0.0), t.select(far, lost, t.real(0.0)))
    return _edges(t, u, _log_of(t, k, f, c))


def log10(t: Text, x: str) -> str:
    """Logarithm to the base of ten."""
    return t.fmul(log(t, x), t.real(0.43429448190325182765))


def log2(t: Text, x: str) -> str:
    """Logarithm to the base of two."""
    return t.fmul(log(t, x), t.real(LOG2_E))


def tanh(t: Text, x: str) -> str:
    """Hyperbolic tangent."""
    a = t.fabs(x)
    small = t.fcmp("olt", a, t.real(1.0))
    doubled = t.fadd(a, a)
    e = expm1(t, t.select(small, t.fneg(doubled), doubled))
    quotient = t.fdiv(t.select(small, t.fneg(e), t.real(-2.0)), t.fadd(e, t.real(2.0)))
    return _signed(t, t.fadd(t.select(small, t.real(0.0), t.real(1.0)), quotient), x)


def arctanh(t: Text, x: str) -> str:
    """Inverse of the hyperbolic tangent."""
    a = t.fabs(x)
    doubled, left = t.fadd(a, a), t.fsub(t.real(1.0), a)
    small = t.fcmp("olt", a, t.real(0.5))
    quotient = t.fdiv(t.select(small, t.fmul(doubled, a), doubled), left)
    y = t.fadd(t.select(small, doubled, t.real(0.0)), quotient)
    return _signed(t, t.fmul(t.real(0.5), log1p(t, y)), x)


def sign(t: Text, x: str) -> str:
    """One, minus one, or the number itself where it is zero or none."""
    below = t.select(t.fcmp("olt", x, t.real(0.0)), t.real(-1.0), x)
    return t.select(t.fcmp("ogt", x, t.real(0.0)), t.real(1.0), below)


def maximum(t: Text, a: str, b: str) -> str:
    """The larger one; not a number where one of them is none."""
    return _extreme(t, "ogt", a, b)


def minimum(t: Text, a: str, b: str) -> str:
    """The smaller one; not a number where one of them is none."""
    return _extreme(t, "olt", a, b)


def _extreme(t: Text, how: str, a: str, b: str) -> str:
    if t.is_number(a):
        return t.select(t.fcmp(how, a, b), a, b)
    if t.is_number(b):
        return t.select(t.fcmp(how, b, a), b, a)
    return t.select(t.fcmp("uno", a, a), a, t.select(t.fcmp(how, a, b), a, b))


def _clamped(t: Text, x: str, low: float, high: float) -> str:
    return minimum(t, maximum(t, x, t.real(low)), t.real(high))


def _whole(t: Text, x: str) -> str:
    """The nearest whole number."""
    return t.fsub(t.fadd(x, t.real(SHIFT)), t.real(SHIFT))


def _bits(t: Text, k: str) -> str:
    """A whole number as an integer."""
    return t.sub(t.as_bits(t.fadd(k, t.real(SHIFT))), t.whole(SHIFT_BITS))


def _power_of_two(t: Text, k: str) -> str:
    """``2^k`` for k in the range of exponents."""
    return t.as_real(t.shl(t.add(_bits(t, k), t.whole(1023)), 52))


def _times_power_of_two(t: Text, y: str, k: str) -> str:
    """``y 2^k`` in two halves, so that the ends of the range come out right."""
    bits = _bits(t, k)
    half = t.ashr(bits, 1)
    rest = t.sub(bits, half)
    for part in (half, rest):
        y = t.fmul(y, t.as_real(t.shl(t.add(part, t.whole(1023)), 52)))
    return y


def _split(t: Text, x: str) -> tuple[str, str]:
    """``x = 2^k (1 + f)`` with ``1 + f`` between the root of a half and the root of two."""
    bits = t.as_bits(x)
    e = t.ashr(t.sub(bits, t.whole(0x3FE6A09E667F3BCD)), 52)
    k = t.fsub(t.as_real(t.add(e, t.whole(SHIFT_BITS))), t.real(SHIFT))
    return k, t.fsub(t.as_real(t.sub(bits, t.shl(e, 52))), t.real(1.0))


def _log_of(t: Text, k: str, f: str, c: str) -> str:
    """``k ln 2 + ln(1 + f) + c``."""
    s = t.fdiv(f, t.fadd(t.real(2.0), f))
    z = t.fmul(s, s)
    w = t.fmul(z, z)
    even = _polynomial(t, w, (0.0, LOG[1], LOG[3], LOG[5]))
    odd = t.fmul(z, _polynomial(t, w, (LOG[0], LOG[2], LOG[4], LOG[6])))
    half = t.fmul(t.real(0.5), t.fmul(f, f))
    inner = t.fadd(t.fmul(s, t.fadd(half, t.fadd(odd, even))), t.fadd(t.fmul(k, t.real(LN2_LOW)), c))
    return t.fsub(t.fmul(k, t.real(LN2_HIGH)), t.fsub(t.fsub(half, inner), f))


def _edges(t: Text, x: str, result: str) -> str:
    """A logarithm with its values outside the positive numbers."""
    infinite = t.fcmp("oeq", x, t.real(float("inf")))
    result = t.select(infinite, x, result)
    zero = t.select(t.fcmp("oeq", x, t.real(0.0)), t.real(float("-inf")), t.real(float("nan")))
    return t.select(t.fcmp("ogt", x, t.real(0.0)), result, zero)


def _polynomial(t: Text, x: str, coefficients: tuple[float, ...]) -> str:
    """By Horner's scheme, lowest power first."""
    result = t.real(coefficients[-1])
    for coefficient in coefficients[-2::-1]:
        result = t.fmul(x, result)
        if coefficient:
            result = t.fadd(t.real(coefficient), result)
    return result


def _signed(t: Text, x: str, like: str) -> str:
    """A number with the sign of another."""
    return t.select(t.fcmp("olt", like, t.real(0.0)), t.fneg(x), t.select(t.fcmp("oeq", like, t.real(0.0)), like, x))
