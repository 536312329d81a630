package io.yiwang.payments;

/**
 * A body of government.
 *
 * @param code its unified social credit code
 * @param name its public name
 */
public record Authority(String code, String name) {}
