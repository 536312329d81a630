package io.yiwang.testkit;

import org.jspecify.annotations.Nullable;

/**
 * One way to read a part of a request whose signature does not verify.
 *
 * @param change what the platform must change if its signature holds this way; absent for the right
 *     way
 */
record Candidate<T>(T value, @Nullable Words change) {}
