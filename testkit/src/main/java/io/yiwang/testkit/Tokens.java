package io.yiwang.testkit;

import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The citizens' access tokens, which say nothing by themselves. Thread-safe. */
final class Tokens {
  private record Grant(Citizen citizen, Set<String> scopes, Instant until) {}

  private final Map<String, Grant> grants = new ConcurrentHashMap<>();

  String issue(Citizen citizen, Set<String> scopes, Instant until) {
    String token = Nonces.next();
    grants.put(token, new Grant(citizen, Set.copyOf(scopes), until));
    return token;
  }

  void revoke(String token) {
    grants.remove(token);
  }

  void revokeAll() {
    grants.clear();
  }

  /** Who calls; nobody where the operation takes no token or can do without. */
  @Nullable Citizen citizen(Operation operation, Received request, Instant now) {
    String scope = operation.scope();
    String header = request.header("authorization");
    if (scope == null || (header == null && operation.tokenOptional())) {
      return null;
    }
    Grant grant =
        header != null && header.startsWith("Bearer ")
            ? grants.get(header.substring("Bearer ".length()))
            : null;
    if (grant == null || !now.isBefore(grant.until())) {
      throw new Refusal(401, "TOKEN_INVALID", "令牌无效");
    }
    if (!grant.scopes().contains(scope)) {
      throw new Refusal(403, "SCOPE_REFUSED", "需要" + scope);
    }
    return grant.citizen();
  }
}
