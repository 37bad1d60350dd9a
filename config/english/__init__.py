"""The English of the pages: the same codes, values and phrases as the Chinese ones, one module an area."""
