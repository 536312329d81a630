package io.yiwang.testkit;

import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Issues and checks citizens' access tokens, which are opaque. Thread-safe. */
final class Tokens {
  /** The scopes that a citizen can grant to a platform. */
  static final Set<String> ALL_SCOPES = Set.of("openid", "igs:penalties", "igs:signing");

  private record Grant(Citizen citizen, Set<String> scopes, Instant until) {}

  private final Map<String, Grant> grants = new ConcurrentHashMap<>();

  String issue(Citizen citizen, Set<String> scopes, Instant until) {
    String token = Nonces.next();
    grants.put(token, new Grant(citizen, Set.copyOf(scopes), until));
    return token;
  }

  /** Issues a token that clients know already; it does not expire. */
  void issue(String token, Citizen citizen, Set<String> scopes) {
    grants.put(token, new Grant(citizen, Set.copyOf(scopes), Instant.MAX));
  }

  void revoke(String token) {
    grants.remove(token);
  }

  void revokeAll() {
    grants.clear();
  }

  /**
   * Returns the citizen of a request; absent if the operation takes no token, or has an optional
   * one.
   */
  @Nullable Citizen citizen(Operation operation, Received request, Instant now) {
    String scope = operation.scope();
    String header = request.header("authorization");
    if (scope == null || (header == null && operation.tokenOptional())) {
      return null;
    }
    if (header == null) {
      throw invalid(
          "此操作须有市民的授权：请加 `Authorization: Bearer 令牌`，并将该头纳入签名",
          "this operation acts for a citizen: send `Authorization: Bearer TOKEN`, and sign the"
              + " header");
    }
    if (!header.startsWith("Bearer ")) {
      throw invalid(
          "Authorization 须以 `Bearer ` 开头，后接令牌",
          "Authorization must begin with `Bearer `, followed by the token");
    }
    Grant grant = grants.get(header.substring("Bearer ".length()));
    if (grant == null) {
      throw invalid(
          "没有这个令牌：它不是本沙箱签发的，或已吊销",
          "there is no such token: this sandbox has not issued it, or it was revoked");
    }
    if (!now.isBefore(grant.until())) {
      throw invalid(
          "令牌已于 " + ChinaTime.text(grant.until()) + " 过期，请刷新或重新登录",
          "the token expired at "
              + ChinaTime.text(grant.until())
              + "; refresh it or let the citizen log in again");
    }
    if (!grant.scopes().contains(scope)) {
      throw new Refusal(403, "SCOPE_REFUSED", "需要" + scope, "the token lacks the scope " + scope);
    }
    return grant.citizen();
  }

  private static Refusal invalid(String chinese, String english) {
    return new Refusal(401, "TOKEN_INVALID", chinese, english);
  }
}
