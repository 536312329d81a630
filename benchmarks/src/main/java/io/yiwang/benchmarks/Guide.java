package io.yiwang.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;

/**
 * The answer that every client reads: a service guide of 1,024 bytes of JSON in {@code guide.json}.
 *
 * @see "IGS/1 section 3"
 */
public record Guide(
    String code,
    String basicCode,
    String name,
    String region,
    Department department,
    String type,
    List<String> audiences,
    List<String> themes,
    List<Step> steps,
    List<Fee> fees,
    List<Place> places,
    String online,
    boolean payable,
    String updatedAt,
    String enquiries) {

  /** The department that provides the service. */
  public record Department(String code, String name) {}

  /** One step, with the number of working days that it takes. */
  public record Step(String name, int days) {}

  /** One fee, in fen. */
  public record Fee(String name, long amount, String basis) {}

  /** One place where the service is provided. */
  public record Place(String name, String address, String hours, String phone) {}

  /** Returns the bytes of the answer's body. */
  static byte[] json() {
    try (InputStream in =
        Objects.requireNonNull(Guide.class.getResourceAsStream("guide.json"), "guide.json")) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
