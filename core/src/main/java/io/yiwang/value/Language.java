package io.yiwang.value;

import com.fasterxml.jackson.annotation.JsonValue;

/** A language in which the gateway answers. */
public enum Language {
  /** Chinese as written on the mainland; the gateway's default. */
  ZH_CN("zh-CN"),
  /** English. */
  EN("en");

  private final String tag;

  Language(String tag) {
    this.tag = tag;
  }

  /** The BCP 47 tag, as in {@code Accept-Language}. */
  @JsonValue
  public String tag() {
    return tag;
  }
}
