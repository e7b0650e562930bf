"""One module for each kind of channel; shared parts begin with an underscore."""
