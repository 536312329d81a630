package io.yiwang.catalog;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.yiwang.internal.shared.Printable;

/**
 * Says what kind of service item it is (事项类型). A code that this version does not know is kept;
 * compare with {@code equals}.
 *
 * @param code as on the wire
 * @see "GB/T 39046-2020 A.1"
 */
public record ServiceType(@JsonValue String code) {
  /** 行政许可: a licence or permit. */
  public static final ServiceType LICENSING = new ServiceType("01");

  /** 行政处罚. */
  public static final ServiceType PENALTY = new ServiceType("02");

  /** 行政强制. */
  public static final ServiceType COERCION = new ServiceType("03");

  /** 行政征收. */
  public static final ServiceType LEVY = new ServiceType("04");

  /** 行政给付: a benefit. */
  public static final ServiceType PAYMENT = new ServiceType("05");

  /** 行政检查. */
  public static final ServiceType INSPECTION = new ServiceType("06");

  /** 行政确认. */
  public static final ServiceType CONFIRMATION = new ServiceType("07");

  /** 行政奖励. */
  public static final ServiceType REWARD = new ServiceType("08");

  /** 行政裁决. */
  public static final ServiceType ADJUDICATION = new ServiceType("09");

  /** 其他类别. */
  public static final ServiceType OTHER = new ServiceType("10");

  /** 公共服务. */
  public static final ServiceType PUBLIC_SERVICE = new ServiceType("20");

  /** Keeps the code as it is. */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public ServiceType {}

  @Override
  public String toString() {
    return Printable.of(code);
  }
}
