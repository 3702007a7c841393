"""Measure a policy, or make a calibration curve, on a data set of people.

Terms and method follow ISO/IEC 19795-1: mated and non-mated comparisons, rates with
intervals taken by drawing people (not comparisons, which depend on one another) anew.
A non-mated comparison is made within one group, because that is where look-alikes are.
"""
