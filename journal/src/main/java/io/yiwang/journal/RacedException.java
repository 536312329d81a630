package io.yiwang.journal;

/** Says that another node wrote the same id or name between our look and our write. */
@SuppressWarnings("serial")
final class RacedException extends RuntimeException {}
