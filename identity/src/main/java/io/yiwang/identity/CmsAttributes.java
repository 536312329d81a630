package io.yiwang.identity;

import java.security.SignatureException;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.AttributeTable;
import org.jspecify.annotations.Nullable;

/**
 * Reads the attributes of a signer. A signed attribute occurs once and has one value.
 *
 * @see "RFC 5652 section 11"
 */
final class CmsAttributes {
  private final AttributeTable table;

  CmsAttributes(ASN1Set attributes) {
    table = new AttributeTable(attributes);
  }

  /** Returns all values of an attribute, however often it occurs. */
  List<ASN1Encodable> all(ASN1ObjectIdentifier type) {
    List<ASN1Encodable> values = new ArrayList<>();
    ASN1EncodableVector attributes = table.getAll(type);
    for (int i = 0; i < attributes.size(); i++) {
      Attribute.getInstance(attributes.get(i)).getAttrValues().forEach(values::add);
    }
    return values;
  }

  /** Returns the octets of an attribute; null where it is absent. */
  byte @Nullable [] octets(ASN1ObjectIdentifier type) throws SignatureException {
    ASN1Encodable value = value(type);
    if (value == null) {
      return null;
    }
    if (!(value instanceof ASN1OctetString octets)) {
      throw new SignatureException("a signed attribute is not an octet string: " + type);
    }
    return octets.getOctets();
  }

  /** Returns the value of an attribute; null where it is absent. */
  @Nullable ASN1Encodable value(ASN1ObjectIdentifier type) throws SignatureException {
    if (table.getAll(type).size() > 1) {
      throw new SignatureException("an attribute occurs twice: " + type);
    }
    Attribute attribute = table.get(type);
    if (attribute == null) {
      return null;
    }
    if (attribute.getAttrValues().size() != 1) {
      throw new SignatureException("an attribute does not have exactly one value: " + type);
    }
    return attribute.getAttrValues().getObjectAt(0);
  }
}
