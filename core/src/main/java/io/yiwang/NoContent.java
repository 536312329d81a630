package io.yiwang;

/** Says that the operation was done, where the answer has nothing more to say. */
public record NoContent() {}
