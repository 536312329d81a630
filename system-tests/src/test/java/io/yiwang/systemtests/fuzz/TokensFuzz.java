package io.yiwang.systemtests.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.code_intelligence.jazzer.api.BugDetectors;
import com.code_intelligence.jazzer.api.SilentCloseable;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.yiwang.identity.login.Assurance;
import io.yiwang.identity.login.CitizenLogin;
import io.yiwang.identity.login.LoginException;
import io.yiwang.identity.login.OpenIdConfiguration;
import io.yiwang.identity.login.PendingLogin;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;

/** Fuzzes the token responses of a provider that has no key. */
public final class TokensFuzz implements FuzzTarget {
  private static final byte[] KEYS =
      ("{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\",\"kid\":\"k\",\"use\":\"sig\","
              + "\"x\":\"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4\","
              + "\"y\":\"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM\"}]}")
          .getBytes(UTF_8);

  private final CitizenLogin login;
  private final int port;
  private volatile byte[] answer = {};

  /** Starts the provider. */
  public TokensFuzz() {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext("/token", exchange -> answer(exchange, answer));
      server.createContext("/keys", exchange -> answer(exchange, KEYS));
      server.start();
      port = server.getAddress().getPort();
      String issuer = "http://127.0.0.1:" + port;
      login =
          CitizenLogin.builder()
              .provider(
                  new OpenIdConfiguration(
                      URI.create(issuer),
                      URI.create(issuer + "/authorize"),
                      URI.create(issuer + "/token"),
                      URI.create(issuer + "/keys"),
                      null,
                      null,
                      List.of("S256"),
                      false))
              .clientId("app")
              .clientSecret("a secret of at least thirty-two bytes")
              .redirectUri(URI.create("https://app.invalid/back"))
              .build();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void answer(HttpExchange exchange, byte[] body) throws IOException {
    try (exchange;
        OutputStream out = exchange.getResponseBody()) {
      exchange.getRequestBody().readAllBytes();
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
      out.write(body);
    }
  }

  /** Returns nothing, since this provider has no key to sign with. */
  @Override
  public Stream<byte[]> good() {
    return Stream.of();
  }

  @Override
  public Stream<byte[]> others() {
    return Stream.of("{\"alg\":\"ES256\",\"kid\":\"k\"}", "{\"alg\":\"none\"}")
        .map(
            header ->
                "{\"access_token\":\"a\",\"token_type\":\"Bearer\",\"expires_in\":300,"
                    + "\"refresh_token\":\"r\",\"scope\":\"openid\",\"id_token\":\""
                    + part(header)
                    + "."
                    + part(
                        "{\"iss\":\"i\",\"sub\":\"s\",\"aud\":[\"app\"],\"exp\":1,\"iat\":1,"
                            + "\"nonce\":\"n\",\"acr\":\"igs:basic\"}")
                    + "."
                    + part("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef")
                    + "\"}")
        .map(text -> text.getBytes(UTF_8));
  }

  private static String part(String text) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
  }

  /** Checks that no response logs anybody in. */
  @Override
  @SuppressWarnings("try") // The permission lasts until it is closed.
  public boolean read(byte[] bytes) {
    answer = bytes;
    PendingLogin pending = login.begin(Assurance.BASIC);
    // Only the provider may be called, and no address that its response names.
    try (SilentCloseable allowed = BugDetectors.allowNetworkConnections((host, to) -> to == port)) {
      throw new AssertionError(
          "completed: "
              + login.complete(
                  pending, URI.create("https://app.invalid/back?code=c&state=" + pending.state())));
    } catch (LoginException e) {
      assertNotEquals(null, e.reason());
    }
    return false;
  }
}
