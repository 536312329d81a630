package io.yiwang.catalog;

import org.jspecify.annotations.Nullable;

/**
 * Describes a collection of the service hall.
 *
 * @param services the number of services in it
 */
public record ServiceCollection(
    String code, @Nullable String name, @Nullable String description, @Nullable Integer services) {}
