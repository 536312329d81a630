package io.yiwang.examples;

import io.yiwang.GovClient;
import io.yiwang.testkit.GovSandbox;
import io.yiwang.testkit.SandboxScheme;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of an example: none, for a sandbox in this process; or {@code --config
 * client.properties}, with {@code --gateway URL} if the gateway is elsewhere than the file says.
 */
final class Arguments implements AutoCloseable {
  static final String USAGE =
      "arguments: none, or --config client.properties [--gateway https://host/prefix/]";

  private final Platform platform;
  private final @Nullable URI gateway;
  private final @Nullable GovSandbox sandbox;
  private final @Nullable Path keys;

  private Arguments(
      Platform platform, @Nullable URI gateway, @Nullable GovSandbox sandbox, @Nullable Path keys) {
    this.platform = platform;
    this.gateway = gateway;
    this.sandbox = sandbox;
    this.keys = keys;
  }

  /**
   * Reads the arguments and starts a sandbox if there are none.
   *
   * @throws IllegalArgumentException if they are wrong; the message says how
   */
  static Arguments of(String... args) throws IOException {
    Path config = null;
    URI gateway = null;
    for (int i = 0; i < args.length; i += 2) {
      if (i + 1 == args.length || !List.of("--config", "--gateway").contains(args[i])) {
        throw new IllegalArgumentException("cannot use " + args[i] + "; " + USAGE);
      }
      if (args[i].equals("--config")) {
        config = Path.of(args[i + 1]);
      } else {
        gateway = URI.create(args[i + 1]);
      }
    }
    if (config != null) {
      if (!Files.isReadable(config)) {
        throw new IllegalArgumentException(
            "cannot read " + config + "; the sandbox server's --keys writes such a file");
      }
      return new Arguments(new Platform(config), gateway, null, null);
    }
    if (gateway != null) {
      throw new IllegalArgumentException("--gateway needs --config; " + USAGE);
    }
    GovSandbox sandbox = GovSandbox.builder().scheme(SandboxScheme.SM2).start();
    Path keys = Files.createTempDirectory("yiwang-sandbox");
    sandbox.writeKeys(keys);
    return new Arguments(new Platform(keys.resolve("client.properties")), null, sandbox, keys);
  }

  Platform platform() {
    return platform;
  }

  /** Returns the account's client of the gateway in the arguments. */
  GovClient.Builder client() throws IOException, GeneralSecurityException {
    GovClient.Builder client = platform.client();
    return gateway == null ? client : client.endpoint(gateway);
  }

  /** Returns the sandbox; absent if it is not in this process. */
  @Nullable GovSandbox sandbox() {
    return sandbox;
  }

  @Override
  public void close() throws IOException {
    if (sandbox != null) {
      sandbox.close();
    }
    if (keys != null) {
      try (Stream<Path> files = Files.walk(keys)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }
}
