#!/usr/bin/env python3
"""Writes histogram_reference.json: what HdrHistogram's own Python port says of known data.

To regenerate:

    python3 -m venv venv && venv/bin/pip install hdrhistogram==0.10.8
    venv/bin/python histogram_reference.py > histogram_reference.json

The JSON holds recipes and results, no samples. A recipe is a list of parts; each part is recorded in order:

    {"values": [v, …]}                            these values
    {"value": v, "times": n}                      one value n times
    {"lcg": seed, "count": n, "shape": s, …}      n values derived from the generator below

The generator is Knuth's MMIX linear congruential generator, x = x * 6364136223846793005 + 1442695040888963407 modulo
2^64, and u is its upper 32 bits. Shapes use only integers, so that every language derives the same values:

    uniform      low + u % (high - low + 1)
    exponential  base << k, plus u % (base << k), where k counts the trailing zero bits of a second draw (at most 12):
                 each octave half as likely as the one before
    lognormal    base * product of six draws (80 + u % 41) / 100, divided after each multiplication: a product of
                 independent factors
    bimodal      u % 20 == 0 picks the slow mode: slow + u' % spread, otherwise fast + u' % spread
"""

import json
import sys

from hdrh.histogram import HdrHistogram

LOWEST, HIGHEST, DIGITS = 1, 3_600_000_000, 3
PERCENTILES = [0, 50, 90, 95, 99, 99.9, 99.99, 100]


class Lcg:
    def __init__(self, seed):
        self.state = seed

    def next(self):
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) % 2**64
        return self.state >> 32


def uniform(lcg, part):
    return part["low"] + lcg.next() % (part["high"] - part["low"] + 1)


def exponential(lcg, part):
    draw = lcg.next() | 1 << 12
    octave = (draw & -draw).bit_length() - 1
    start = part["base"] << octave
    return start + lcg.next() % start


def lognormal(lcg, part):
    value = part["base"]
    for _ in range(6):
        value = value * (80 + lcg.next() % 41) // 100
    return value


def bimodal(lcg, part):
    mode = part["slow"] if lcg.next() % 20 == 0 else part["fast"]
    return mode + lcg.next() % part["spread"]


SHAPES = {"uniform": uniform, "exponential": exponential, "lognormal": lognormal, "bimodal": bimodal}


def samples(recipe):
    for part in recipe:
        if "values" in part:
            yield from ((value, 1) for value in part["values"])
        elif "value" in part:
            yield part["value"], part["times"]
        else:
            lcg = Lcg(part["lcg"])
            for _ in range(part["count"]):
                yield SHAPES[part["shape"]](lcg, part), 1


def recorded(recipe):
    histogram = HdrHistogram(LOWEST, HIGHEST, DIGITS)
    for value, times in samples(recipe):
        clamped = min(max(value, LOWEST), HIGHEST)  # ours counts what is out of range at the nearer end
        assert histogram.record_value(clamped, times)
    return histogram


def expected(histogram):
    return {
        "count": histogram.get_total_count(),
        "min": histogram.get_min_value(),
        "max": histogram.get_max_value(),
        "mean": histogram.get_mean_value(),
        "percentiles": [[p, histogram.get_value_at_percentile(p)] for p in PERCENTILES],
    }


def single_case(name, recipe):
    return {"name": name, "record": recipe, "expected": expected(recorded(recipe))}


def merge_case(name, recipe, other):
    histogram = recorded(recipe)
    histogram.add(recorded(other))
    return {"name": name, "record": recipe, "merge": other, "expected": expected(histogram)}


def edges():
    powers = [1 << bit for bit in range(32) if 1 << bit <= HIGHEST]
    around = sorted({value + delta for value in powers for delta in (-1, 0, 1) if value + delta >= 1})
    return [
        single_case("empty", []),
        single_case("one", [{"values": [1]}]),
        single_case("last value of unit width", [{"values": [2047]}]),
        single_case("first value of double width", [{"values": [2048]}]),
        single_case("second value of double width", [{"values": [2049]}]),
        single_case("end of the first double bucket", [{"values": [4095, 4096, 4097]}]),
        single_case("highest", [{"values": [HIGHEST]}]),
        single_case("out of range is clamped", [{"values": [0, -5, HIGHEST + 1, 2**40, 17]}]),
        single_case("around every power of two", [{"values": around}]),
        single_case("extremes together", [{"value": 1, "times": 999}, {"value": HIGHEST, "times": 1}]),
    ]


EXPONENTIAL = [{"lcg": 11, "count": 20000, "shape": "exponential", "base": 150}]
LOGNORMAL = [{"lcg": 12, "count": 20000, "shape": "lognormal", "base": 52000}]
BIMODAL = [{"lcg": 13, "count": 20000, "shape": "bimodal", "fast": 4000, "slow": 900000, "spread": 700}]
DUPLICATES = [{"value": 5003, "times": 1_000_000_000}, {"value": 5004, "times": 3}, {"value": 70001, "times": 250_000}]


def distributions():
    return [
        single_case("small uniform", [{"lcg": 1, "count": 997, "shape": "uniform", "low": 1, "high": 2047}]),
        single_case("wide uniform", [{"lcg": 2, "count": 20000, "shape": "uniform", "low": 1, "high": HIGHEST}]),
        single_case("exponential", EXPONENTIAL),
        single_case("lognormal", LOGNORMAL),
        single_case("bimodal", BIMODAL),
        single_case("heavy duplicates", DUPLICATES),
        single_case("a stall after fast calls", EXPONENTIAL + [{"value": 30_000_000, "times": 7}]),
    ]


def merges():
    return [
        merge_case("merge of equals", LOGNORMAL, LOGNORMAL),
        merge_case("merge of distributions", EXPONENTIAL, BIMODAL),
        merge_case("merge widens both ends", [{"values": [5000]}], [{"values": [2, HIGHEST]}]),
        merge_case("merge with heavy duplicates", DUPLICATES, LOGNORMAL),
    ]


def main():
    cases = edges() + distributions() + merges()
    sys.stdout.write("[\n" + ",\n".join(map(json.dumps, cases)) + "\n]\n")


if __name__ == "__main__":
    main()
