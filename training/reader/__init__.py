"""Makes packs/reader.bin: the careful reader's encoder, vocabulary and conversation model."""
