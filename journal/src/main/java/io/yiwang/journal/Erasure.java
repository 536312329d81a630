package io.yiwang.journal;

/**
 * What became of one citizen's personal data.
 *
 * @param now intents whose personal part is gone
 * @param atTheirEnd intents under way, whose personal part goes when they finish
 */
public record Erasure(int now, int atTheirEnd) {}
