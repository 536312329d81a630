package io.yiwang;

/** The answer of an operation that has nothing to say but that it was done. */
public record NoContent() {}
