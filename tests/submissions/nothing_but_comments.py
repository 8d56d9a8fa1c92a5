# fails: defines-net
# Lab 4, task 1: to do
