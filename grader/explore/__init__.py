"""`explore.html`: one's own network under the fingers, and Part 1 as something to play with.

    explorer/ (TypeScript) ─► built/explore.js, explore.css ─┐
    a line, or a traced and trained network ─► data (JSON) ──┴─► page.py ─► explore.html

The page is one file without outside address; its script is named by its hash in the policy, and
what a stranger wrote is data in it, shown as text.
"""
