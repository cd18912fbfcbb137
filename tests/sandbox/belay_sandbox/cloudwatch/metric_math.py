"""Metric math: arithmetic on series, and the functions that dashboards use most.

An expression is read with Python's own grammar (after `^` became `**`) and
walked node by node; nothing else than what is listed here can be evaluated.
"""

from __future__ import annotations

import ast
import math
import operator
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

Values = dict[float, float]
Operand = Values | float | list[Values]

ARITHMETIC: dict[type, Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
    ast.Gt: lambda a, b: float(a > b),
    ast.GtE: lambda a, b: float(a >= b),
    ast.Lt: lambda a, b: float(a < b),
    ast.LtE: lambda a, b: float(a <= b),
    ast.Eq: lambda a, b: float(a == b),
    ast.NotEq: lambda a, b: float(a != b),
}


ROUNDING: dict[str, Callable[[float], float]] = {"ABS": abs, "CEIL": math.ceil, "FLOOR": math.floor}
TOGETHER: dict[str, Callable[[list[float]], float]] = {
    "SUM": math.fsum,
    "AVG": lambda values: math.fsum(values) / len(values),
    "MIN": min,
    "MAX": max,
}


class MathError(Exception):
    """An expression that cannot be evaluated, in AWS's words."""


@dataclass
class Scope:
    """Series by id, the period of each, and the period of the expression."""

    series: dict[str, Values]
    periods: dict[str, int]
    start: float
    end: float


def evaluate(expression: str, scope: Scope) -> Values:
    """The series that an expression gives. Raises MathError."""
    try:
        tree = ast.parse(expression.replace("^", "**").replace(" AND ", " and ").replace(" OR ", " or "), mode="eval")
    except SyntaxError as error:
        raise MathError(f"Error in expression '{expression}' [Invalid syntax]") from error
    value = _value(tree.body, scope)
    if isinstance(value, dict):
        return value
    raise MathError(f"Error in expression '{expression}' [The expression must return a time series]")


def _value(node: ast.expr, scope: Scope) -> Operand:
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        return float(node.value)
    if isinstance(node, ast.Name):
        if node.id not in scope.series:
            raise MathError(f"Error in expression: the id '{node.id}' is not known")
        return scope.series[node.id]
    if isinstance(node, ast.List):
        return [_series(item, scope) for item in node.elts]
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return _combine(operator.mul, -1.0, _value(node.operand, scope))
    if isinstance(node, ast.BinOp) and type(node.op) in ARITHMETIC:
        return _combine(ARITHMETIC[type(node.op)], _value(node.left, scope), _value(node.right, scope))
    if isinstance(node, ast.Compare) and len(node.ops) == 1 and type(node.ops[0]) in ARITHMETIC:
        return _combine(ARITHMETIC[type(node.ops[0])], _value(node.left, scope), _value(node.comparators[0], scope))
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        return _call(node.func.id, node.args, scope)
    raise MathError("Error in expression: this form is not supported")


def _series(node: ast.expr, scope: Scope) -> Values:
    value = _value(node, scope)
    if not isinstance(value, dict):
        raise MathError("Error in expression: a time series is expected here")
    return value


def _combine(function: Callable[[float, float], float], left: Operand, right: Operand) -> Operand:
    """Apply point by point; a point that exists on one side only is left out."""
    if isinstance(left, list) or isinstance(right, list):
        raise MathError("Error in expression: an array cannot be used in arithmetic")
    if not isinstance(left, dict) and not isinstance(right, dict):
        return function(left, right)
    times = left if isinstance(left, dict) else right
    assert isinstance(times, dict)
    result: Values = {}
    for at in times:
        a = left.get(at) if isinstance(left, dict) else left
        b = right.get(at) if isinstance(right, dict) else right
        if a is None or b is None:
            continue
        try:
            result[at] = function(a, b)
        except (ZeroDivisionError, OverflowError):
            continue
    return result


def _call(name: str, args: list[ast.expr], scope: Scope) -> Operand:
    if name == "METRICS" and len(args) <= 1:
        wanted = args[0].value if args and isinstance(args[0], ast.Constant) else ""
        return [values for key, values in scope.series.items() if key in scope.periods and str(wanted) in key]
    if name in ("SUM", "AVG", "MIN", "MAX") and len(args) == 1:
        value = _value(args[0], scope)
        return _across(name, value) if isinstance(value, list) else _along(name, value)
    if name in ("ABS", "CEIL", "FLOOR") and len(args) == 1:
        function = ROUNDING[name]
        return {at: float(function(v)) for at, v in _series(args[0], scope).items()}
    if name == "FILL" and len(args) == 2:
        return _fill(args[0], args[1], scope)
    if name == "IF" and len(args) == 3:
        return _if(*(_value(arg, scope) for arg in args))
    if name == "PERIOD" and len(args) == 1 and isinstance(args[0], ast.Name):
        return float(scope.periods.get(args[0].id, 60))
    if name in ("RATE", "DIFF") and len(args) == 1:
        ordered = sorted(_series(args[0], scope).items())
        return {t2: (v2 - v1) / ((t2 - t1) if name == "RATE" else 1) for (t1, v1), (t2, v2) in pairwise(ordered)}
    raise MathError(f"Error in expression: the function {name} is not supported")


def _across(name: str, many: list[Values]) -> Values:
    gathered: dict[float, list[float]] = {}
    for values in many:
        for at, value in values.items():
            gathered.setdefault(at, []).append(value)
    return {at: TOGETHER[name](values) for at, values in sorted(gathered.items())}


def _along(name: str, value: Values | float) -> float:
    values = list(value.values()) if isinstance(value, dict) else [value]
    if not values:
        return 0.0
    return TOGETHER[name](values)


def _fill(source: ast.expr, filler: ast.expr, scope: Scope) -> Values:
    values = _series(source, scope)
    period = scope.periods.get(source.id, 60) if isinstance(source, ast.Name) else 60
    repeat = isinstance(filler, ast.Name) and filler.id == "REPEAT"
    constant = 0.0 if repeat else _value(filler, scope)
    if not isinstance(constant, float):
        raise MathError("Error in expression: FILL takes a number or REPEAT")
    filled: Values = {}
    last: float | None = None
    at = scope.start - scope.start % period
    while at < scope.end:
        if at in values:
            last = filled[at] = values[at]
        elif not repeat:
            filled[at] = constant
        elif last is not None:
            filled[at] = last
        at += period
    return filled


def _if(condition: Operand, yes: Operand, no: Operand) -> Operand:
    if not isinstance(condition, dict):
        return yes if condition else no

    def at_time(operand: Operand, at: float) -> float | None:
        return operand.get(at) if isinstance(operand, dict) else operand if isinstance(operand, float) else None

    chosen = {at: at_time(yes if truth else no, at) for at, truth in condition.items()}
    return {at: value for at, value in chosen.items() if value is not None}
