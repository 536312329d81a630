package io.yiwang.testkit;

import io.yiwang.GovClient;
import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives each test its own sandbox as a parameter of type {@link GovSandbox}, {@link
 * GovClient.Builder} or {@link GovClient}. The parameters of one test share a sandbox and are
 * closed after it. The test fails if the sandbox violated the OpenAPI document.
 *
 * <pre>{@code
 * @RegisterExtension
 * static final GovSandboxExtension SANDBOX =
 *     GovSandboxExtension.of(GovSandbox.builder().scheme(SandboxScheme.SM2));
 * }</pre>
 *
 * <p>or {@code @ExtendWith(GovSandboxExtension.class)} for default settings.
 */
public final class GovSandboxExtension
    implements ParameterResolver, BeforeEachCallback, AfterEachCallback {
  private static final Namespace NAMESPACE = Namespace.create(GovSandboxExtension.class);

  private final GovSandbox.Builder settings;
  private final boolean shared;

  /** Creates an extension that starts a sandbox with default settings for each test. */
  public GovSandboxExtension() {
    this(GovSandbox.builder(), false);
  }

  private GovSandboxExtension(GovSandbox.Builder settings, boolean shared) {
    this.settings = settings;
    this.shared = shared;
  }

  /** Returns an extension that starts a sandbox with these settings for each test. */
  public static GovSandboxExtension of(GovSandbox.Builder settings) {
    return new GovSandboxExtension(settings, false);
  }

  /**
   * Returns an extension that starts one sandbox for all tests of a class and {@linkplain
   * GovSandbox#reset resets} it before each. The tests of the class must not run at the same time.
   */
  public static GovSandboxExtension shared(GovSandbox.Builder settings) {
    return new GovSandboxExtension(settings, true);
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

  // JUnit closes closeable values of a store, the newest first.

  private GovSandbox sandbox(ExtensionContext context) {
    ExtensionContext owner = owner(context);
    return owner
        .getStore(NAMESPACE)
        .getOrComputeIfAbsent(
            "sandbox " + owner.getUniqueId(), key -> settings.start(), GovSandbox.class);
  }

  /**
   * Returns the context that owns the sandbox: the test, or its outermost class if it is shared.
   */
  private ExtensionContext owner(ExtensionContext context) {
    ExtensionContext owner = context;
    while (shared && owner.getParent().flatMap(ExtensionContext::getTestClass).isPresent()) {
      owner = owner.getParent().get();
    }
    return owner;
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    if (shared) {
      sandbox(context).reset();
    }
  }

  private static GovClient client(GovSandbox sandbox, ExtensionContext context) {
    return context
        .getStore(NAMESPACE)
        .getOrComputeIfAbsent(
            "client " + context.getUniqueId(),
            key -> sandbox.clientBuilder().build(),
            GovClient.class);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    ExtensionContext owner = owner(context);
    GovSandbox sandbox =
        owner.getStore(NAMESPACE).get("sandbox " + owner.getUniqueId(), GovSandbox.class);
    List<String> violations = sandbox == null ? List.of() : sandbox.contractViolations();
    if (!violations.isEmpty()) {
      throw new AssertionError("the sandbox violated the OpenAPI document:  " + violations);
    }
  }
}
