package io.yiwang.ofd;

import java.time.Instant;
import java.util.List;

/**
 * Describes an electronic seal as a signature carries it. Show it as the document's only where the
 * verdict is {@code VALID}: anybody can draw one.
 *
 * @see "GB/T 38540-2020 section 6; GM/T 0031-2014"
 */
public final class Seal {
  private final String id;
  private final String name;
  private final String vendor;
  private final int version;
  private final Instant createdAt;
  private final Instant validFrom;
  private final Instant validUntil;
  private final Picture picture;
  private final SignerList signers;

  /** How a seal looks, with its size on paper. */
  static final class Picture {
    private final String type;
    private final byte[] bytes;
    private final int width;
    private final int height;

    Picture(String type, byte[] bytes, int width, int height) {
      this.type = type;
      this.bytes = bytes;
      this.width = width;
      this.height = height;
    }
  }

  /** Who may sign under a seal: certificates, or digests of them by the name of the algorithm. */
  record SignerList(List<byte[]> certificates, List<CertificateDigest> digests) {}

  /** A certificate by its digest, in hex. */
  record CertificateDigest(String algorithm, String value) {}

  Seal(
      String id,
      String name,
      String vendor,
      int version,
      Instant createdAt,
      Instant validFrom,
      Instant validUntil,
      Picture picture,
      SignerList signers) {
    this.id = id;
    this.name = name;
    this.vendor = vendor;
    this.version = version;
    this.createdAt = createdAt;
    this.validFrom = validFrom;
    this.validUntil = validUntil;
    this.picture = picture;
    this.signers = signers;
  }

  /** Returns the seal's number, given by its maker. */
  public String id() {
    return id;
  }

  /** Returns the seal's name, usually that of the office and what the seal is for. */
  public String name() {
    return name;
  }

  /** Returns whose software made it. */
  public String vendor() {
    return vendor;
  }

  /** Returns the version of its structure. */
  public int version() {
    return version;
  }

  /** Returns when it was made. */
  public Instant createdAt() {
    return createdAt;
  }

  /** Returns from when on it may be used. */
  public Instant validFrom() {
    return validFrom;
  }

  /** Returns until when it may be used. */
  public Instant validUntil() {
    return validUntil;
  }

  /** Returns the kind of the picture, such as {@code png} or {@code ofd}; not checked. */
  public String pictureType() {
    return picture.type;
  }

  /** Returns the picture as it came; it has not been decoded. */
  public byte[] picture() {
    return picture.bytes.clone();
  }

  /** Returns the width on paper, in millimetres. */
  public int widthMillimetres() {
    return picture.width;
  }

  /** Returns the height on paper, in millimetres. */
  public int heightMillimetres() {
    return picture.height;
  }

  SignerList signers() {
    return signers;
  }

  /** Shows the number alone. */
  @Override
  public String toString() {
    return "Seal[" + io.yiwang.internal.shared.Printable.of(id) + "]";
  }
}
