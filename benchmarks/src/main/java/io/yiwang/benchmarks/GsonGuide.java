package io.yiwang.benchmarks;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Mirrors {@link Guide} for wechatpay-java, which reads answers with Gson 2.9; that version does
 * not support records.
 */
final class GsonGuide {
  @Nullable String code;
  @Nullable String basicCode;
  @Nullable String name;
  @Nullable String region;
  @Nullable Department department;
  @Nullable String type;
  @Nullable List<String> audiences;
  @Nullable List<String> themes;
  @Nullable List<Step> steps;
  @Nullable List<Fee> fees;
  @Nullable List<Place> places;
  @Nullable String online;
  boolean payable;
  @Nullable String updatedAt;
  @Nullable String enquiries;

  static final class Department {
    @Nullable String code;
    @Nullable String name;
  }

  static final class Step {
    @Nullable String name;
    int days;
  }

  static final class Fee {
    @Nullable String name;
    long amount;
    @Nullable String basis;
  }

  static final class Place {
    @Nullable String name;
    @Nullable String address;
    @Nullable String hours;
    @Nullable String phone;
  }
}
