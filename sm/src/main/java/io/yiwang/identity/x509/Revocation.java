package io.yiwang.identity.x509;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Says whether and how certificates are checked for revocation. There is no default. The caller
 * picks one of three policies: not to check, to accept where nothing is known, or to refuse there.
 * Nothing here uses the network; {@link RevocationCache} does, when it is asked to. Immutable.
 *
 * @see "RFC 5280 section 6.3; RFC 6960"
 */
public final class Revocation {
  /** Says what becomes of a certificate of which nothing is known. */
  public enum Mode {
    /** Revocation is not looked at. */
    NOT_CHECKED,
    /** It passes; a revoked one does not. */
    SOFT_FAIL,
    /** It does not pass. */
    HARD_FAIL
  }

  /** Says what is known of a chain. */
  public enum Status {
    /** Every certificate of it was in order. */
    GOOD,
    /** Of one, no usable answer is at hand. */
    UNKNOWN,
    /** One was revoked. */
    REVOKED,
    /** Nobody looked. */
    NOT_CHECKED
  }

  /**
   * Says what is known of a chain.
   *
   * @param revokedAt since when, where one is revoked
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

  /** Returns a rule by which revocation is not looked at: a key is withdrawn in some other way. */
  public static Revocation notChecked() {
    return NOT_CHECKED;
  }

  /**
   * Refuses what is known to be revoked, and passes what nothing is known of.
   *
   * @param source asked at every check, as a {@link RevocationCache}
   */
  public static Revocation softFail(RevocationSource source) {
    return new Revocation(Mode.SOFT_FAIL, source);
  }

  /**
   * Refuses what is known to be revoked, and passes what nothing is known of.
   *
   * @param data answers at hand, whatever chain they are about
   */
  public static Revocation softFail(Supplier<RevocationData> data) {
    return softFail(chain -> data.get());
  }

  /**
   * Refuses what is not known to be in order.
   *
   * @param source asked at every check, as a {@link RevocationCache}
   */
  public static Revocation hardFail(RevocationSource source) {
    return new Revocation(Mode.HARD_FAIL, source);
  }

  /**
   * Refuses what is not known to be in order.
   *
   * @param data answers at hand, whatever chain they are about
   */
  public static Revocation hardFail(Supplier<RevocationData> data) {
    return hardFail(chain -> data.get());
  }

  /** Returns what becomes of a certificate of which nothing is known. */
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
