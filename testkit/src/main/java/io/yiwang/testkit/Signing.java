package io.yiwang.testkit;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A request to a citizen to sign documents. */
final class Signing {
  /** The states of section 5. */
  enum Status {
    WAITING,
    SIGNED,
    REFUSED,
    EXPIRED,
    CANCELLED
  }

  /**
   * A document as far as the gateway knows it.
   *
   * @param digest the digest in base64
   */
  record Document(String name, String algorithm, String digest) {}

  /** The citizen's signature on a document, CMS in base64. */
  record Signature(String document, String cms) {}

  final String id;
  final String statement;
  final List<Document> documents;
  final @Nullable Citizen signer;
  final String verificationCode;
  final String qr;
  final Instant createdAt;
  final Instant expiresAt;
  Status status = Status.WAITING;
  @Nullable Instant completedAt;
  List<Signature> signatures = List.of();
  int queries;

  Signing(
      String id,
      String statement,
      List<Document> documents,
      @Nullable Citizen signer,
      String verificationCode,
      String qr,
      Instant createdAt,
      Instant expiresAt) {
    this.id = id;
    this.statement = statement;
    this.documents = List.copyOf(documents);
    this.signer = signer;
    this.verificationCode = verificationCode;
    this.qr = qr;
    this.createdAt = createdAt;
    this.expiresAt = expiresAt;
  }

  /** Ends the signing, unless it has ended already. */
  void end(Status end, Instant at) {
    if (status == Status.WAITING) {
      status = end;
      completedAt = at;
    }
  }

  /** Returns the signing as the citizen sees it. */
  ObjectNode whole() {
    ObjectNode json = json();
    json.remove("signatures");
    json.put("statement", statement);
    ArrayNode names = json.putArray("documents");
    documents.forEach(document -> names.add(document.name()));
    if (signer != null) {
      json.put("signer", signer.sub());
    }
    return json;
  }

  ObjectNode json() {
    ObjectNode json = Json.object();
    json.put("signingId", id);
    json.put("status", status.name());
    json.put("verificationCode", verificationCode);
    json.put("qr", qr);
    json.put("createdAt", ChinaTime.text(createdAt));
    json.put("expiresAt", ChinaTime.text(expiresAt));
    if (completedAt != null) {
      json.put("completedAt", ChinaTime.text(completedAt));
    }
    if (status == Status.SIGNED) {
      ArrayNode items = json.putArray("signatures");
      signatures.forEach(
          each -> items.addObject().put("name", each.document()).put("cms", each.cms()));
    }
    return json;
  }
}
