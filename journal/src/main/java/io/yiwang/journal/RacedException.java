package io.yiwang.journal;

/** Thrown when another node wrote the same id or name between our check and our write. */
@SuppressWarnings("serial")
final class RacedException extends RuntimeException {}
