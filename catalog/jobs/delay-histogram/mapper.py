"""Of flights, as date, delay, distance, origin, destination, how many fall into each bin."""
import collections
import os
import sys

width, longest = int(os.environ["width"]), int(os.environ["longest"])
bins = collections.Counter()
for line in sys.stdin:
    delay = int(line.split("\t", 2)[1])
    bins[min(delay, longest) // width * width] += 1

# Counted here already, so that the sort between mapper and reducer has a few lines instead of millions.
for delay_from, flights in bins.items():
    print(delay_from, flights, sep="\t")
