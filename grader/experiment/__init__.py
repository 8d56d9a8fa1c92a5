"""The second half of the lab: a network's settings, trained alike, and what the seeds support.

`variants/` makes settings of a student's graph, `page/` draws what came of them: both in the judge.
The rest is the parent's: which settings are asked for, the runs, the ledger, tables, sentences.
"""
