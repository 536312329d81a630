package io.yiwang.journal;

import java.time.Instant;

/**
 * Counts unfinished intents that no process takes up: none has asked for them for a minute. Either
 * their worker is not running, or the account has another name now.
 *
 * @param account the gateway account that they belong to
 * @param kind such as {@code fine.payment}
 * @param unfinished how many there are
 * @param since when the oldest of them was begun
 */
public record Unserved(String account, String kind, long unfinished, Instant since) {}
