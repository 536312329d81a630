package io.yiwang.identity.x509;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Defines whether and how certificates are checked for revocation. There is no default: choose to
 * skip the check, to accept certificates of unknown status, or to refuse them. This class does not
 * use the network; {@link RevocationCache} does on request. Immutable.
 *
 * @see "RFC 5280 section 6.3; RFC 6960"
 */
public final class Revocation {
  /** Says how certificates of unknown status are treated. */
  public enum Mode {
    /** Revocation is not checked. */
    NOT_CHECKED,
    /** A certificate of unknown status is accepted; a revoked one is not. */
    SOFT_FAIL,
    /** A certificate of unknown status is refused. */
    HARD_FAIL
  }

  /** Says what is known of the revocation of a chain. */
  public enum Status {
    /** No certificate of the chain is revoked. */
    GOOD,
    /** There is no usable answer about at least one certificate. */
    UNKNOWN,
    /** At least one certificate is revoked. */
    REVOKED,
    /** Revocation was not checked. */
    NOT_CHECKED
  }

  /**
   * Says what is known of a chain.
   *
   * @param revokedAt since when a certificate is revoked; null if none is
   */
  public record Finding(Status status, @Nullable Instant revokedAt) {}

  private static final Revocation NOT_CHECKED =
      new Revocation(Mode.NOT_CHECKED, chain -> RevocationData.NONE);

  private final Mode mode;
  private final RevocationSource source;

  private Revocation(Mode mode, RevocationSource source) {
    this.mode = mode;
    this.source = source;
  }

  /**
   * Returns a policy that does not check revocation, for keys that are withdrawn in another way.
   */
  public static Revocation notChecked() {
    return NOT_CHECKED;
  }

  /**
   * Returns a policy that refuses revoked certificates and accepts those of unknown status.
   *
   * @param source the source of answers for every check, such as a {@link RevocationCache}
   */
  public static Revocation softFail(RevocationSource source) {
    return new Revocation(Mode.SOFT_FAIL, source);
  }

  /**
   * Returns a policy that refuses revoked certificates and accepts those of unknown status.
   *
   * @param data supplies the same answers for every chain
   */
  public static Revocation softFail(Supplier<RevocationData> data) {
    return softFail(chain -> data.get());
  }

  /**
   * Returns a policy that refuses revoked certificates and those of unknown status.
   *
   * @param source the source of answers for every check, such as a {@link RevocationCache}
   */
  public static Revocation hardFail(RevocationSource source) {
    return new Revocation(Mode.HARD_FAIL, source);
  }

  /**
   * Returns a policy that refuses revoked certificates and those of unknown status.
   *
   * @param data supplies the same answers for every chain
   */
  public static Revocation hardFail(Supplier<RevocationData> data) {
    return hardFail(chain -> data.get());
  }

  /** Returns how certificates of unknown status are treated. */
  public Mode mode() {
    return mode;
  }

  RevocationData about(List<X509Certificate> chain) {
    return source.about(chain);
  }

  @Override
  public String toString() {
    return "revocation " + mode;
  }
}
