package io.yiwang.ofd;

import io.yiwang.internal.shared.Printable;
import java.time.Instant;
import java.util.List;

/**
 * Describes an electronic seal as it is in a signature. Show it as the document's seal only if the
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

  /** Holds the picture of a seal, with its size on paper. */
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

  /** Lists who may use a seal: by certificates, or by digests of certificates. */
  record SignerList(List<byte[]> certificates, List<CertificateDigest> digests) {}

  /** Identifies a certificate by its digest, in hex. */
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

  /** Returns the seal's number, which its maker gave it. */
  public String id() {
    return id;
  }

  /** Returns the seal's name, usually the office and the purpose of the seal. */
  public String name() {
    return name;
  }

  /** Returns the vendor of the software that made the seal. */
  public String vendor() {
    return vendor;
  }

  /** Returns the version of its structure. */
  public int version() {
    return version;
  }

  /** Returns when the seal was made. */
  public Instant createdAt() {
    return createdAt;
  }

  /** Returns when the seal's period begins. */
  public Instant validFrom() {
    return validFrom;
  }

  /** Returns when the seal's period ends. */
  public Instant validUntil() {
    return validUntil;
  }

  /** Returns the format of the picture, such as {@code png} or {@code ofd}, unchecked. */
  public String pictureType() {
    return picture.type;
  }

  /** Returns the picture's bytes, unchecked. */
  public byte[] picture() {
    return picture.bytes.clone();
  }

  /** Returns the picture's width on paper, in millimetres. */
  public int widthMillimetres() {
    return picture.width;
  }

  /** Returns the picture's height on paper, in millimetres. */
  public int heightMillimetres() {
    return picture.height;
  }

  SignerList signers() {
    return signers;
  }

  /** Shows the number alone. */
  @Override
  public String toString() {
    return "Seal[" + Printable.of(id) + "]";
  }
}
