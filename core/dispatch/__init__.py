"""Messages of ours leave: lease, send outside any transaction, record what the platform said."""
