package io.yiwang.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Decides who may call the admin API. Without a token only programs on this machine and the pages
 * of the sandbox itself may. A page of another site in a browser on this machine may not, neither
 * at the loopback address nor at its own name that resolves to it (DNS rebinding).
 */
final class AdminGuard {
  private final boolean onLoopback;
  private final @Nullable String token;

  /**
   * Makes a guard.
   *
   * @param onLoopback whether the sandbox listens on a loopback address
   */
  AdminGuard(boolean onLoopback, @Nullable String token) {
    this.onLoopback = onLoopback;
    this.token = token;
  }

  boolean needsToken() {
    return token != null;
  }

  /** Returns whether nobody may call the admin API. */
  boolean isClosed() {
    return token == null && !onLoopback;
  }

  /**
   * Checks that a call is allowed.
   *
   * @throws Refusal if it is not
   */
  void check(Received request) {
    if (token != null) {
      checkToken(request, token);
    } else {
      checkLocal(request);
    }
    String type = Objects.requireNonNullElse(request.header("content-type"), "");
    if (!request.method().equals("GET")
        && !type.toLowerCase(Locale.ROOT).matches("application/json\\s*(;.*)?")) {
      throw new Refusal(
          415,
          "JSON_REQUIRED",
          "send Content-Type: application/json with "
              + request.method()
              + ", also without a body; a page of another site cannot");
    }
  }

  private static void checkToken(Received request, String token) {
    String expected = "Bearer " + token;
    String actual = Objects.requireNonNullElse(request.header("authorization"), "");
    if (!MessageDigest.isEqual(expected.getBytes(UTF_8), actual.getBytes(UTF_8))) {
      throw new Refusal(
          401,
          "TOKEN_REQUIRED",
          "send Authorization: Bearer and the token that the sandbox was started with");
    }
  }

  private void checkLocal(Received request) {
    if (!onLoopback) {
      throw new Refusal(
          403,
          "ADMIN_OFF",
          "the sandbox listens on more than this machine, so the admin API needs a token;"
              + " start it with --admin-token-file FILE");
    }
    String host = request.authority().replaceFirst(":[0-9]+$", "");
    if (!host.equals("localhost") && !host.equals("127.0.0.1") && !host.equals("[::1]")) {
      throw new Refusal(403, "OTHER_HOST", "call the admin API as 127.0.0.1, localhost or [::1]");
    }
    String origin = request.header("origin");
    String site = Objects.requireNonNullElse(request.header("sec-fetch-site"), "none");
    boolean foreign =
        origin != null && !origin.replaceFirst("^https?://", "").equals(request.authority());
    if (foreign || !(site.equals("none") || site.equals("same-origin"))) {
      throw new Refusal(403, "OTHER_SITE", "pages of other sites may not call the admin API");
    }
  }
}
