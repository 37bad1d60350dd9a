"""Chinese sentences of error codes and labels of values, one module for each area of the product."""
