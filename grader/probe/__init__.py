"""What runs beside a student's code: started by `grader.sandbox`, imported by nobody.

The protocol, in order:

1. The job arrives as one frame (`grader.wire.frame`) on standard input: the source, which of its
   statements to run, sizes, seeds and limits. No image, no label, no secret. Then standard
   input is the null device.
2. The channel for the answer is a private duplicate of standard output, taken at once; from
   then on descriptors 1 and 2 both lead to the transcript.
3. torch is imported, with what the file asks for as far as it is the grader's to give
   (`imports`), and a network of ours is observed (`warm`): nothing has to be opened from then
   on. The process confines itself (`confine`), and only then the frame "ready" goes out, with
   the layers that are active and those that are required and lacking: with any of these the
   process ends there. What happens before "ready" is the grader's own trouble, after it the
   student's.
4. load → build → trace → try → prove: see the modules of these names. What raises becomes a
   `Trouble`, what was seen until then is kept. An alarm shortly before the end of the time
   breaks an endless loop, so that its line can be told.
   Where the job asks for it, the answer as far as the calls show it goes out before "try", as
   {"first": answer}: somebody waits for it, and no mark hangs on it.
5. The answer goes out as one frame: `answer` says what is in it, `grader.sandbox.observation`
   reads it. Then the process ends at once, without any code of the student's at exit.

A job of the kind "train" (`train`) brings training images with labels, and held-out images
without, and goes another way after "build"; `grader.sandbox.inside` reads its answer.

What this process says is a claim: the student's code shares it and can forge every byte. That
is why the graph which it sends is trained by someone else, and judged as what was trained.

It is run as a folder (`python -I .../grader/probe`), in an installation and in a checkout
alike. With the arguments "nursery FD" it is a warm process from which such processes are forked
(`nursery`). Windows has no alarm: there a thread rings (`bell`). What no alarm breaks off the
parent's clock ends, which has been told how far it had come.
"""
