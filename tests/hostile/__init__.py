"""Attacks on the grader, one file each, and what must come of them.

The first lines of a file say it: `# attack:` what it tries, `# outcome:` how its process must end
(`ProcessFate.outcome`; several with |), `# stops:` the layer that stops it; where it matters
`# says:` words of the first trouble or the detail, `# script:` how the rehearsal of the whole
script ended, `# tutor:` words for the tutor, `# earns:` "full" marks (nothing of it reaches the
network, or it is refused quietly) or "less" than full. CANARY_HOME and CANARY_PORT stand for a
home and a listener that nothing may touch. With `# made: NAME` the file is no submission: its
function `make` gives the bytes of one, which is handed in as NAME; what may not even be read has
the outcome "refused". With `# early:` it is graded as `watch` does, which is shown what
the calls are while the network is still being tried: that is "shown", or "refused".
"""
