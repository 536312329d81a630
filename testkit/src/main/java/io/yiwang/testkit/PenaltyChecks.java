package io.yiwang.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.List;

/** Checks decisions and their proofs (section 4), and what is sealed in them (section 2.6). */
final class PenaltyChecks {
  static final List<Check> ALL =
      List.of(
          new Check(
              "fine.lookup",
              "4",
              "A decision is found by its number and proof, with amounts that add up.",
              PenaltyChecks::lookup),
          new Check(
              "fine.masked",
              "4",
              "A decision does not show the plate by which it was found.",
              PenaltyChecks::masked),
          new Check(
              "fine.proof",
              "4",
              "A wrong proof and an unknown number get the same answer.",
              PenaltyChecks::wrongProof),
          new Check(
              "fine.kind",
              "4",
              "A kind of proof that does not exist is refused, naming it.",
              PenaltyChecks::unknownKind),
          new Check(
              "seal.place",
              "2.6",
              "A value that was sealed for another place of the body is refused.",
              PenaltyChecks::sealedForAnotherPlace),
          new Check(
              "seal.key",
              "2.6",
              "A value that was sealed for a key that the gateway does not have is refused.",
              PenaltyChecks::sealedForAnotherKey),
          new Check(
              "seal.plain",
              "2.6",
              "A proof that is not sealed is refused.",
              PenaltyChecks::notSealed),
          new Check(
              "fine.search",
              "4",
              "A citizen's decisions are returned in pages to a client with the citizen's token.",
              PenaltyChecks::search),
          new Check(
              "fine.token",
              "4",
              "A citizen's decisions are not returned without a valid token.",
              PenaltyChecks::withoutToken));

  private PenaltyChecks() {}

  private static void lookup(CheckedGateway gateway)
      throws IOException, InterruptedException, GeneralSecurityException {
    JsonNode penalty = gateway.penalty(0);
    String number = gateway.settings().needed("decisionNumbers", 0);
    if (!penalty.path("decisionNumber").asText().equals(number)) {
      throw new CheckFailed("the decision that was asked for", "another number");
    }
    long principal = penalty.path("principal").asLong(-1);
    long surcharge = penalty.path("surcharge").asLong(-1);
    if (principal < 0
        || surcharge < 0
        || surcharge > principal
        || penalty.path("total").asLong(-1) != principal + surcharge) {
      throw new CheckFailed(
          "total = principal + surcharge, and a surcharge of at most the principal",
          "other amounts");
    }
    if (!CheckedGateway.time(penalty, "quoteValidUntil").isAfter(gateway.clock().instant())) {
      throw new CheckFailed("a quote that is valid for some time", "one that has run out");
    }
  }

  private static void masked(CheckedGateway gateway)
      throws IOException, InterruptedException, GeneralSecurityException {
    String proof = gateway.settings().needed("plates", 0);
    ProbeAnswer answer = gateway.post("penalties/lookup", gateway.lookup(0)).send().is(200);
    if (answer.bodyText().contains(proof)) {
      throw new CheckFailed("a masked party", "the proof itself in the answer");
    }
  }

  private static void wrongProof(CheckedGateway gateway)
      throws IOException, InterruptedException, GeneralSecurityException {
    String number = gateway.settings().needed("decisionNumbers", 0);
    ProbeAnswer wrong =
        gateway
            .post("penalties/lookup", gateway.lookup(number, "浙A00000"))
            .send()
            .isRefused(404, "PENALTY_NOT_FOUND");
    ProbeAnswer unknown =
        gateway
            .post("penalties/lookup", gateway.lookup("9".repeat(16), "浙A00000"))
            .send()
            .isRefused(404, "PENALTY_NOT_FOUND");
    if (!withoutTrace(wrong).equals(withoutTrace(unknown))) {
      throw new CheckFailed(
          "two answers that differ only in traceId", "answers that reveal which numbers exist");
    }
  }

  private static JsonNode withoutTrace(ProbeAnswer answer) {
    JsonNode problem = answer.json();
    if (problem instanceof ObjectNode object) {
      object.remove(List.of("traceId", "instance"));
    }
    return problem;
  }

  private static void unknownKind(CheckedGateway gateway)
      throws IOException, InterruptedException, GeneralSecurityException {
    ObjectNode body = gateway.lookup(0);
    ((ObjectNode) body.path("proof")).put("kind", "SHOE_SIZE");
    gateway.post("penalties/lookup", body).send().isBadRequest("/proof/kind", "UNKNOWN_VALUE");
  }

  private static void sealedForAnotherPlace(CheckedGateway gateway)
      throws IOException, InterruptedException, GeneralSecurityException {
    ObjectNode body = gateway.lookup(0);
    String proof = gateway.settings().needed("plates", 0);
    ((ObjectNode) body.path("proof")).set("value", gateway.sealed(proof, "/payerName"));
    gateway.post("penalties/lookup", body).send().isBadRequest("/proof/value", "SEAL_UNREADABLE");
  }

  private static void sealedForAnotherKey(CheckedGateway gateway)
      throws IOException, InterruptedException, GeneralSecurityException {
    ObjectNode body = gateway.lookup(0);
    ((ObjectNode) body.at("/proof/value")).put("kid", CheckedGateway.unique("kid"));
    gateway.post("penalties/lookup", body).send().isBadRequest("/proof/value", "SEAL_KEY_UNKNOWN");
  }

  private static void notSealed(CheckedGateway gateway)
      throws IOException, InterruptedException, GeneralSecurityException {
    ObjectNode body = gateway.lookup(0);
    ((ObjectNode) body.path("proof")).put("value", "浙A00000");
    gateway.post("penalties/lookup", body).send().isBadRequest("/proof/value");
  }

  private static void search(CheckedGateway gateway)
      throws IOException, InterruptedException, GeneralSecurityException {
    String token = "Bearer " + gateway.settings().needed("accessToken");
    ProbeAnswer first =
        gateway
            .post("penalties/search", Json.object().put("limit", 1))
            .header("authorization", token)
            .send()
            .is(200);
    if (first.text("next").isEmpty()) {
      throw new CheckNotRun("the citizen of accessToken has fewer than two decisions");
    }
    ProbeAnswer second =
        gateway
            .post(
                "penalties/search", Json.object().put("limit", 1).put("cursor", first.text("next")))
            .header("authorization", token)
            .send()
            .is(200);
    JsonNode one = first.json().path("items");
    JsonNode other = second.json().path("items");
    if (one.size() != 1
        || other.size() != 1
        || one.at("/0/decisionNumber").equals(other.at("/0/decisionNumber"))) {
      throw new CheckFailed("one decision on each page, another on the next", "not that");
    }
  }

  private static void withoutToken(CheckedGateway gateway)
      throws IOException, InterruptedException, GeneralSecurityException {
    gateway
        .post("penalties/search", Json.object())
        .header("authorization", "Bearer " + Nonces.next())
        .send()
        .isRefused(401, "TOKEN_INVALID");
  }
}
