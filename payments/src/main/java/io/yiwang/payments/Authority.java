package io.yiwang.payments;

import org.jspecify.annotations.Nullable;

/**
 * Describes a body of government.
 *
 * @param code its unified social credit code
 * @param name its public name
 */
public record Authority(@Nullable String code, @Nullable String name) {}
