package io.yiwang.testkit;

import io.yiwang.GovClient;
import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives each test a sandbox of its own, as a parameter: {@link GovSandbox}, {@link
 * GovClient.Builder} or a ready {@link GovClient}. All of one test belong together and are closed
 * after it. The test fails if the sandbox broke the OpenAPI document.
 *
 * <pre>{@code
 * @RegisterExtension
 * static final GovSandboxExtension SANDBOX =
 *     GovSandboxExtension.of(GovSandbox.builder().scheme(SandboxScheme.SM2));
 * }</pre>
 *
 * <p>or {@code @ExtendWith(GovSandboxExtension.class)} for default settings.
 */
public final class GovSandboxExtension implements ParameterResolver, AfterEachCallback {
  private static final Namespace NAMESPACE = Namespace.create(GovSandboxExtension.class);

  private final GovSandbox.Builder settings;

  /** With default settings. */
  public GovSandboxExtension() {
    this(GovSandbox.builder());
  }

  private GovSandboxExtension(GovSandbox.Builder settings) {
    this.settings = settings;
  }

  /** With settings of one's own, used for each test. */
  public static GovSandboxExtension of(GovSandbox.Builder settings) {
    return new GovSandboxExtension(settings);
  }

  private record Running(GovSandbox sandbox) implements AutoCloseable {
    @Override
    public void close() {
      sandbox.close();
    }
  }

  private record Connected(GovClient client) implements AutoCloseable {
    @Override
    public void close() {
      client.close();
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return List.of(GovSandbox.class, GovClient.Builder.class, GovClient.class)
        .contains(parameter.getParameter().getType());
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    GovSandbox sandbox = sandbox(context);
    Class<?> type = parameter.getParameter().getType();
    if (type == GovSandbox.class) {
      return sandbox;
    }
    return type == GovClient.Builder.class ? sandbox.clientBuilder() : client(sandbox, context);
  }

  private GovSandbox sandbox(ExtensionContext context) {
    return context
        .getStore(NAMESPACE)
        .getOrComputeIfAbsent(
            "sandbox " + context.getUniqueId(), key -> new Running(start()), Running.class)
        .sandbox();
  }

  private synchronized GovSandbox start() {
    return settings.start();
  }

  private static GovClient client(GovSandbox sandbox, ExtensionContext context) {
    return context
        .getStore(NAMESPACE)
        .getOrComputeIfAbsent(
            "client " + context.getUniqueId(),
            key -> new Connected(sandbox.clientBuilder().build()),
            Connected.class)
        .client();
  }

  @Override
  public void afterEach(ExtensionContext context) {
    Running running =
        context.getStore(NAMESPACE).get("sandbox " + context.getUniqueId(), Running.class);
    List<String> violations = running == null ? List.of() : running.sandbox().contractViolations();
    if (!violations.isEmpty()) {
      throw new AssertionError("the sandbox broke the OpenAPI document: " + violations);
    }
  }
}
