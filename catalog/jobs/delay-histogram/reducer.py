"""Adds up the counts of each bin, whose lines come one after the other."""
import itertools
import sys

pairs = (line.rstrip("\n").split("\t") for line in sys.stdin)
for delay_from, group in itertools.groupby(pairs, key=lambda pair: pair[0]):
    print(delay_from, sum(int(flights) for _, flights in group), sep="\t")
