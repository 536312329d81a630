package io.yiwang.journal;

/** The personal part of a kind of intents that has none. */
public record NoPersonal() {}
