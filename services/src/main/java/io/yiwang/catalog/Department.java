package io.yiwang.catalog;

import org.jspecify.annotations.Nullable;

/**
 * Describes a body of government.
 *
 * @param code its unified social credit code (统一社会信用代码)
 * @param name its public name
 */
public record Department(@Nullable String code, @Nullable String name) {}
