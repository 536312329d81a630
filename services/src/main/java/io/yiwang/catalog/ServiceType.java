package io.yiwang.catalog;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.yiwang.internal.shared.Printable;

/**
 * Says what kind of administrative act a service is (事项类型). A code that this version does not know
 * is kept; compare with {@code equals}.
 *
 * @param code two digits
 * @see "GB/T 39046-2020 A.1"
 */
public record ServiceType(@JsonValue String code) {
  /** 行政许可: a licence or permit. */
  public static final ServiceType LICENSING = new ServiceType("01");

  /** 行政处罚: a penalty. */
  public static final ServiceType PENALTY = new ServiceType("02");

  /** 行政强制: an enforcement measure. */
  public static final ServiceType COERCION = new ServiceType("03");

  /** 行政征收: a levy. */
  public static final ServiceType LEVY = new ServiceType("04");

  /** 行政给付: a benefit. */
  public static final ServiceType PAYMENT = new ServiceType("05");

  /** 行政检查: an inspection. */
  public static final ServiceType INSPECTION = new ServiceType("06");

  /** 行政确认: a confirmation of facts or status. */
  public static final ServiceType CONFIRMATION = new ServiceType("07");

  /** 行政奖励: a reward. */
  public static final ServiceType REWARD = new ServiceType("08");

  /** 行政裁决: the settlement of a dispute. */
  public static final ServiceType ADJUDICATION = new ServiceType("09");

  /** 其他类别: another kind. */
  public static final ServiceType OTHER = new ServiceType("10");

  /** 公共服务: a public service. */
  public static final ServiceType PUBLIC_SERVICE = new ServiceType("20");

  /** Keeps the code as it is. */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public ServiceType {}

  @Override
  public String toString() {
    return Printable.of(code);
  }
}
