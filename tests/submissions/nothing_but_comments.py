# fails: defines-net
# diagnosis: file-is-empty
# Lab 4, task 1: to do
