package io.yiwang.identity;

import io.yiwang.internal.shared.Length;
import io.yiwang.value.Confidential;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Holds what a citizen is asked to sign.
 *
 * @param statement the text the citizen reads and signs, 1 to 2000 characters
 * @param documents 1 to 20, their names different
 * @param signer the person who is to sign; null where the call is made with the citizen's token
 * @param expiresIn how long the citizen has, in seconds, 30 to 86400
 * @see "IGS/1 section 5"
 */
public record SigningRequest(
    String statement, List<DocumentToSign> documents, @Nullable Signatory signer, int expiresIn) {
  /** Identifies a person by an identity document. */
  public record Signatory(IdType idType, Confidential idNumber) {
    /** Checks that both parts are given. */
    public Signatory {
      Objects.requireNonNull(idType, "idType");
      Objects.requireNonNull(idNumber, "idNumber");
    }
  }

  /** Checks lengths and numbers, and that the documents have different names. */
  public SigningRequest {
    Length.check(statement, "statement", 1, 2000);
    documents = List.copyOf(documents);
    if (documents.isEmpty() || documents.size() > 20) {
      throw new IllegalArgumentException(
          "a signing must have 1 to 20 documents, got " + documents.size());
    }
    if (documents.stream().map(DocumentToSign::name).distinct().count() < documents.size()) {
      throw new IllegalArgumentException("the documents of a signing must not share a name");
    }
    if (expiresIn < 30 || expiresIn > 86_400) {
      throw new IllegalArgumentException("expiresIn must be 30 to 86400 seconds, got " + expiresIn);
    }
  }

  /** Shows only the number of documents. */
  @Override
  public String toString() {
    return "SigningRequest[" + documents.size() + " documents]";
  }
}
