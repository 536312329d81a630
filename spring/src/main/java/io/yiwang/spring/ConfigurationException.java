package io.yiwang.spring;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when a setting under {@code yiwang} is missing or wrong; quotes no key and no password.
 */
final class ConfigurationException extends IllegalStateException {
  private static final long serialVersionUID = 1;

  private final String property;
  private final String problem;
  private final String remedy;

  /**
   * Makes an exception whose message consists of all three.
   *
   * @param problem what is wrong with the property, as a predicate such as {@code is missing}
   * @param remedy what to do, as a command such as {@code set it to a file}
   */
  ConfigurationException(String property, String problem, String remedy) {
    this(property, problem, remedy, null);
  }

  ConfigurationException(
      String property, String problem, String remedy, @Nullable Throwable cause) {
    super(property + " " + problem + "; " + remedy, cause);
    this.property = property;
    this.problem = problem;
    this.remedy = remedy;
  }

  String property() {
    return property;
  }

  String problem() {
    return problem;
  }

  String remedy() {
    return remedy;
  }
}
