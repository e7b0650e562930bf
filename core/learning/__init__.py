"""What officers say of the classifier's labels: kept, counted honestly, and learnt from."""
