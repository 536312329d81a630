package io.yiwang.value;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/**
 * Names the language of the gateway's answers and of this library's texts for people. The library
 * has texts in Chinese and English. Another language, such as {@code new Language("bo")}, is
 * requested from the gateway as well, and takes its texts from files that the application supplies:
 * {@code META-INF/yiwang/core_bo.properties}, {@code payments_bo.properties}, {@code
 * services_bo.properties}, {@code identity_bo.properties} and {@code doctor_bo.properties}, with
 * the keys of the files that end in {@code _en.properties}. Missing texts are shown in English.
 *
 * @param tag the BCP 47 tag, as in {@code Accept-Language}
 */
public record Language(@JsonValue String tag) {
  private static final Pattern TAG = Pattern.compile("[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,7}");

  /** Chinese as written on the mainland; the gateway's default. */
  public static final Language ZH_CN = new Language("zh-CN");

  /** English. */
  public static final Language EN = new Language("en");

  /**
   * Checks the form of the tag.
   *
   * @throws IllegalArgumentException if it does not have the form of a BCP 47 tag
   */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public Language {
    if (!TAG.matcher(tag).matches()) {
      throw new IllegalArgumentException(
          "a language must be a BCP 47 tag such as zh-CN or en, got "
              + tag.length()
              + " other characters");
    }
  }

  /** Returns whether this is Chinese, in any script and region. */
  public boolean isChinese() {
    return tag.equalsIgnoreCase("zh") || tag.regionMatches(true, 0, "zh-", 0, 3);
  }

  /** Shows the tag. */
  @Override
  public String toString() {
    return tag;
  }
}
