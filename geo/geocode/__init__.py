"""Where the rows of a list are: offline among the communes, and by address on request."""
