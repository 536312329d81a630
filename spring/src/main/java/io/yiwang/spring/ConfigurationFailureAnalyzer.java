package io.yiwang.spring;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.origin.Origin;
import org.springframework.core.env.Environment;

/**
 * Lets Spring Boot report which setting keeps the application from starting, where it was set and
 * what to do, in place of a stack trace. It quotes no value, since a value may be a key.
 */
final class ConfigurationFailureAnalyzer extends AbstractFailureAnalyzer<ConfigurationException> {
  private final Environment environment;

  /** Makes an analyzer. Spring Boot calls this, with the application's environment. */
  ConfigurationFailureAnalyzer(Environment environment) {
    this.environment = environment;
  }

  @Override
  protected FailureAnalysis analyze(Throwable failure, ConfigurationException found) {
    Origin origin = origin(found.property());
    return new FailureAnalysis(
        "The setting "
            + found.property()
            + " "
            + found.problem()
            + "."
            + (origin == null ? "" : "\n\nIt was set in " + origin + "."),
        capitalized(found.remedy())
            + ". What each setting takes is on the page \"Spring Boot\" of Yiwang's guide.",
        found);
  }

  private static String capitalized(String text) {
    return Character.toUpperCase(text.charAt(0)) + text.substring(1);
  }

  private @Nullable Origin origin(String property) {
    ConfigurationPropertyName name = ConfigurationPropertyName.adapt(property, '.');
    for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
      Origin origin = Origin.from(source.getConfigurationProperty(name));
      if (origin != null) {
        return origin;
      }
    }
    return null;
  }
}
