package io.yiwang.notices;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.yiwang.internal.shared.Printable;

/**
 * Names the open-government stage of a policy (五公开). A code that this version does not know is
 * kept; compare with {@code equals}.
 *
 * @param code of IGS/1
 * @see "IGS/1 section 8"
 */
public record OpenStage(@JsonValue String code) {
  /** 决策公开: open decision-making. */
  public static final OpenStage DECISION = new OpenStage("DECISION");

  /** 执行公开: open implementation. */
  public static final OpenStage EXECUTION = new OpenStage("EXECUTION");

  /** 管理公开: open administration. */
  public static final OpenStage MANAGEMENT = new OpenStage("MANAGEMENT");

  /** 服务公开: open services. */
  public static final OpenStage SERVICE = new OpenStage("SERVICE");

  /** 结果公开: open results. */
  public static final OpenStage RESULT = new OpenStage("RESULT");

  /** Keeps the code as it is. */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public OpenStage {}

  @Override
  public String toString() {
    return Printable.of(code);
  }
}
