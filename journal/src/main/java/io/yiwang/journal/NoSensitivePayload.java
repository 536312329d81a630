package io.yiwang.journal;

/** Takes the place of the sensitive payload in a kind of intents that has none. */
public record NoSensitivePayload() {}
