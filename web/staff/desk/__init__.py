"""The desk: what officers enter, the paper forms that they print, the box that they open, and the receipts."""
