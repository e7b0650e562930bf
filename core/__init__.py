"""The domain: pure values, pure rules, ports, and the steps of the pipeline. No network, no SQL."""
