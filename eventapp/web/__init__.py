"""What pages share: who may come in, forms, languages, headers."""
