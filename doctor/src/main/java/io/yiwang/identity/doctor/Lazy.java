package io.yiwang.identity.doctor;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Computes a value when it is first needed, and keeps it. Not thread-safe. */
final class Lazy<T> implements Supplier<T> {
  private final Supplier<T> source;
  private @Nullable T value;

  Lazy(Supplier<T> source) {
    this.source = source;
  }

  @Override
  public T get() {
    T known = value;
    if (known == null) {
      known = source.get();
      value = known;
    }
    return known;
  }
}
