package io.yiwang.spring;

/** A setting under {@code yiwang} is missing or cannot be used; quotes no key and no password. */
final class ConfigurationException extends IllegalStateException {
  private static final long serialVersionUID = 1;

  ConfigurationException(String property, String problem) {
    super(property + ": " + problem);
  }

  ConfigurationException(String property, String problem, Throwable cause) {
    super(property + ": " + problem, cause);
  }
}
