package io.yiwang.ofd;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Holds a {@code Signature.xml}, parsed but not verified. */
final class SignatureXml {
  /** Names a covered file, with its digest in hex. */
  record Reference(String file, String digest) {}

  private final String checkMethod;
  private final List<Reference> references = new ArrayList<>();
  private final @Nullable String sealLocation;
  private final String valueLocation;

  private SignatureXml(Xml.Element root, OfdLimits limits) throws OfdException {
    Xml.Element list = root.first("SignedInfo", "References");
    String value = root.text("SignedValue");
    // The root is checked, since files of signatures are not searched for parts of the document.
    if (!root.name().equals("Signature") || list == null || value == null) {
      throw new OfdException("Signature.xml has no references or no signed value");
    }
    String method = list.attribute("CheckMethod");
    // The default of the standard is MD5.
    checkMethod = method == null ? "MD5" : method.strip();
    sealLocation = root.text("SignedInfo", "Seal", "BaseLoc");
    valueLocation = value;
    List<Xml.Element> all = list.all("Reference");
    if (all.size() > limits.references()) {
      throw new OfdException("a signature has more than " + limits.references() + " references");
    }
    for (Xml.Element each : all) {
      String file = each.attribute("FileRef");
      String digest = each.text("CheckValue");
      if (file == null || digest == null) {
        throw new OfdException("a reference has no file or no digest");
      }
      try {
        references.add(
            new Reference(file, HexFormat.of().formatHex(Base64.getMimeDecoder().decode(digest))));
      } catch (IllegalArgumentException e) {
        throw new OfdException("a reference's digest is not base64");
      }
    }
  }

  static SignatureXml read(Container container, Entry entry, OfdLimits limits) throws IOException {
    if (entry.size() > limits.xmlBytes()) {
      throw new OfdException("Signature.xml has more than " + limits.xmlBytes() + " bytes");
    }
    try (var in = container.stream(entry)) {
      return new SignatureXml(Xml.read(in, limits), limits);
    }
  }

  String checkMethod() {
    return checkMethod;
  }

  List<Reference> references() {
    return references;
  }

  /** Returns the location of a loose copy of the seal; null if there is none. */
  @Nullable String sealLocation() {
    return sealLocation;
  }

  String valueLocation() {
    return valueLocation;
  }
}
