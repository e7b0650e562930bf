"""The doors of the domain: what channels, stores, clocks and classifiers must offer."""
