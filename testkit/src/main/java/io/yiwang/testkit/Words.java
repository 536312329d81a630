package io.yiwang.testkit;

/** A text for people, in both languages of the interface. */
record Words(String chinese, String english) {
  /** Returns the text in {@code zh-CN} or {@code en}. */
  String in(String language) {
    return language.equals("en") ? english : chinese;
  }

  /** Returns a text in back quotes, shortened if it is long. */
  static String quoted(String text) {
    return '`' + (text.length() > 300 ? text.substring(0, 300) + "…" : text) + '`';
  }
}
