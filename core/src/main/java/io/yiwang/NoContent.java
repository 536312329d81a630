package io.yiwang;

/** Confirms that an operation was done, as the answer of operations that return nothing else. */
public record NoContent() {}
