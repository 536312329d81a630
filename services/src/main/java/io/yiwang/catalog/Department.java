package io.yiwang.catalog;

/**
 * A body of government.
 *
 * @param code its unified social credit code (统一社会信用代码)
 * @param name its public name
 */
public record Department(String code, String name) {}
