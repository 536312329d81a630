package io.yiwang.ofd;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.yiwang.identity.TestPki;
import io.yiwang.identity.TestPki.Holder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.security.MessageDigest;
import java.security.Provider;
import java.security.Signature;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.bouncycastle.asn1.ASN1Boolean;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1GeneralizedTime;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1UTCTime;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERIA5String;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERPrintableString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/** Makes OFD documents and seals, valid and invalid ones, with Bouncy Castle and the JDK alone. */
final class OfdMaker {
  static final Provider BC = new BouncyCastleProvider();

  static final String PAGE = "Doc_0/Pages/Page_0/Content.xml";

  private static final String SIGNATURES = "Doc_0/Signs/Signatures.xml";

  private static final String HEAD = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

  private static final String SPACE = " xmlns:ofd=\"http://www.ofdspec.org/2016\"";

  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("yyyyMMddHHmmss").withZone(ZoneOffset.UTC);

  final Map<String, byte[]> files = new LinkedHashMap<>();

  private final List<String> signatures = new ArrayList<>();

  /** Says how to seal a document; tests set the fields to deviate from the standard. */
  static final class Sealing {
    final Holder signer;
    final Holder maker;
    Holder listed;
    int version = 4;
    boolean listsDigests;
    boolean relative;
    boolean looseSeal = true;
    String type = "Seal";
    String checkMethod = "1.2.156.10197.1.401";
    String digest = "SM3";
    String property;
    Instant time = TestPki.SIGNED;
    String timeText;
    Instant sealFrom = TestPki.FROM;
    Instant sealTo = TestPki.TO;
    Set<String> uncovered = Set.of();
    UnaryOperator<byte[]> loose = seal -> seal;
    UnaryOperator<byte[]> makersSignature = signature -> signature;
    Stamper stamper;

    /** Makes the signed value of a signature without a seal. */
    Stamper unsealed;

    int pictureBytes = 16;

    /** Changes {@code Signature.xml} before it is signed. */
    UnaryOperator<String> signatureXml = xml -> xml;

    UnaryOperator<byte[]> signersSignature = signature -> signature;

    /** The encoded time; null for the form of the version's standard. */
    ASN1Encodable timeValue;

    /** Whether V1 has octets in place of bits, as some early software writes. */
    boolean octets;

    /** Whether the list has certificates themselves, not octets with them. */
    boolean bareCertificates;

    boolean implicitStamp;

    /** The encoding of the seal's name. */
    Charset names = UTF_8;

    /** Changes the encoding of the signed parts: some software writes lengths in a longer form. */
    UnaryOperator<byte[]> encoded = der -> der;

    /** Whether there are extensions. */
    boolean extended;

    Sealing(Holder signer, Holder maker) {
      this.signer = signer;
      this.maker = maker;
      this.listed = signer;
    }
  }

  /** Makes a time stamp, or a signed value, over some bytes. */
  interface Stamper {
    byte[] over(byte[] bytes) throws Exception;
  }

  /** Returns a receipt for a fine, with one page and its XML as an attachment. */
  static OfdMaker receipt() {
    OfdMaker maker = new OfdMaker();
    maker.put(
        "OFD.xml",
        "<ofd:OFD"
            + SPACE
            + " Version=\"1.0\" DocType=\"OFD\"><ofd:DocBody><ofd:DocInfo>"
            + "<ofd:DocID>1</ofd:DocID><ofd:Title>票据</ofd:Title><ofd:CustomDatas>"
            + "<ofd:CustomData Name=\"票据代码\">11070126</ofd:CustomData>"
            + "<ofd:CustomData Name=\"票据号码\">0000000001</ofd:CustomData>"
            + "<ofd:CustomData Name=\"金额\">200.00</ofd:CustomData>"
            + "</ofd:CustomDatas></ofd:DocInfo>"
            + "<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot>"
            + "<ofd:Signatures>Doc_0/Signs/Signatures.xml</ofd:Signatures>"
            + "</ofd:DocBody></ofd:OFD>");
    maker.put(
        "Doc_0/Document.xml",
        "<ofd:Document"
            + SPACE
            + "><ofd:CommonData><ofd:PublicRes>PublicRes.xml"
            + "</ofd:PublicRes></ofd:CommonData><ofd:Pages><ofd:Page ID=\"1\""
            + " BaseLoc=\"Pages/Page_0/Content.xml\"/></ofd:Pages>"
            + "<ofd:Attachments>Attachs/Attachments.xml</ofd:Attachments></ofd:Document>");
    maker.put(
        "Doc_0/PublicRes.xml",
        "<ofd:Res"
            + SPACE
            + " BaseLoc=\"Res\"><ofd:MultiMedias><ofd:MultiMedia ID=\"9\">"
            + "<ofd:MediaFile>logo.png</ofd:MediaFile></ofd:MultiMedia></ofd:MultiMedias>"
            + "</ofd:Res>");
    maker.files.put("Doc_0/Res/logo.png", new byte[] {1, 2, 3, 4});
    maker.put(
        PAGE,
        "<ofd:Page"
            + SPACE
            + "><ofd:Content><ofd:Layer ID=\"2\"><ofd:TextObject ID=\"3\">"
            + "<ofd:TextCode X=\"0\" Y=\"0\">罚没收入</ofd:TextCode></ofd:TextObject>"
            + "</ofd:Layer></ofd:Content></ofd:Page>");
    maker.put(
        "Doc_0/Attachs/Attachments.xml",
        "<ofd:Attachments"
            + SPACE
            + "><ofd:Attachment ID=\"5\" Name=\"EInvoice\" Format=\"xml\">"
            + "<ofd:FileLoc>einvoice.xml</ofd:FileLoc></ofd:Attachment></ofd:Attachments>");
    maker.put(
        "Doc_0/Attachs/einvoice.xml",
        "<EInvoice><Header><EInvoiceTag>CZ-EI-11</EInvoiceTag></Header><Main>"
            + "<EInvoiceCode>11070126</EInvoiceCode><EInvoiceNumber>0000000001</EInvoiceNumber>"
            + "<RandomNumber>abc123</RandomNumber><TotalAmount>200.00</TotalAmount>"
            + "<IssueDate>20260601</IssueDate><InvoicingParty><InvoicingPartyName>市公安局"
            + "</InvoicingPartyName></InvoicingParty><PayerParty><PayerPartyName>李某"
            + "</PayerPartyName></PayerParty></Main><Details><Item><ItemCode>103050101</ItemCode>"
            + "<ItemName>交通违法罚款</ItemName><ItemAmount>200.00</ItemAmount></Item></Details>"
            + "</EInvoice>");
    return maker;
  }

  private void put(String name, String xml) {
    files.put(name, (HEAD + xml).getBytes(UTF_8));
  }

  /** Changes the text of every XML file. */
  OfdMaker rewritten(UnaryOperator<String> xml) {
    return recoded(bytes -> xml.apply(new String(bytes, UTF_8)).getBytes(UTF_8));
  }

  /** Changes the bytes of every XML file. */
  OfdMaker recoded(UnaryOperator<byte[]> xml) {
    files.replaceAll((name, bytes) -> name.endsWith(".xml") ? xml.apply(bytes) : bytes);
    return this;
  }

  /** Adds a signature that covers all files but those of signatures. */
  OfdMaker seal(Sealing how) throws Exception {
    int number = signatures.size();
    String folder = "Doc_0/Signs/Sign_" + number + "/";
    String file = folder + "Signature.xml";
    byte[] seal = seal(how.version, how).getEncoded();
    if (how.looseSeal) {
      files.put(folder + "Seal.esl", how.loose.apply(seal));
    }
    String prefix = how.relative ? "" : "/" + folder;
    StringBuilder xml = new StringBuilder("<ofd:Signature" + SPACE + "><ofd:SignedInfo>");
    xml.append("<ofd:SignatureMethod>1.2.156.10197.1.501</ofd:SignatureMethod>");
    xml.append("<ofd:SignatureDateTime>2020-10-23 19:45:37</ofd:SignatureDateTime>");
    xml.append("<ofd:References");
    xml.append(how.checkMethod == null ? "" : " CheckMethod=\"" + how.checkMethod + "\"");
    xml.append('>');
    for (Map.Entry<String, byte[]> each : files.entrySet()) {
      boolean isOwnSeal = each.getKey().equals(folder + "Seal.esl");
      if (how.uncovered.contains(each.getKey())
          || (each.getKey().startsWith("Doc_0/Signs/") && !isOwnSeal)) {
        continue;
      }
      xml.append("<ofd:Reference FileRef=\"");
      xml.append(how.relative ? "../../../" + each.getKey() : "/" + each.getKey());
      xml.append("\"><ofd:CheckValue>");
      xml.append(
          Base64.getEncoder()
              .encodeToString(MessageDigest.getInstance(how.digest, BC).digest(each.getValue())));
      xml.append("</ofd:CheckValue></ofd:Reference>");
    }
    xml.append("</ofd:References>");
    if (how.looseSeal) {
      xml.append("<ofd:Seal><ofd:BaseLoc>" + prefix + "Seal.esl</ofd:BaseLoc></ofd:Seal>");
    }
    xml.append("</ofd:SignedInfo><ofd:SignedValue>" + prefix + "SignedValue.dat");
    xml.append("</ofd:SignedValue></ofd:Signature>");
    put(file, how.signatureXml.apply(xml.toString()));
    byte[] signed = files.get(file);
    files.put(
        folder + "SignedValue.dat",
        how.unsealed != null ? how.unsealed.over(signed) : value(how, signed, "/" + file));
    signatures.add(
        "<ofd:Signature ID=\""
            + (number + 1)
            + "\""
            + (how.type == null ? "" : " Type=\"" + how.type + "\"")
            + " BaseLoc=\""
            + (how.relative ? "Sign_" + number + "/Signature.xml" : "/" + file)
            + "\"/>");
    put(
        SIGNATURES,
        "<ofd:Signatures" + SPACE + ">" + String.join("", signatures) + "</ofd:Signatures>");
    return this;
  }

  private static byte[] value(Sealing how, byte[] signatureXml, String path) throws Exception {
    byte[] hash = MessageDigest.getInstance("SM3", BC).digest(signatureXml);
    String property = how.property == null ? path : how.property;
    DEROctetString certificate = new DEROctetString(how.signer.certificate().getEncoded());
    ASN1ObjectIdentifier oid = new ASN1ObjectIdentifier("1.2.156.10197.1.501");
    String time = how.timeText == null ? SECONDS.format(how.time) + "Z" : how.timeText;
    ASN1EncodableVector tbs = new ASN1EncodableVector();
    tbs.add(new ASN1Integer((long) how.version));
    tbs.add(seal(how.version, how));
    if (how.timeValue != null) {
      tbs.add(how.timeValue);
    } else if (how.version == 1) {
      tbs.add(bits(how, time.getBytes(UTF_8)));
    } else {
      tbs.add(new ASN1GeneralizedTime(time));
    }
    tbs.add(bits(how, hash));
    tbs.add(new DERIA5String(property));
    if (how.version == 1) {
      tbs.add(certificate);
      tbs.add(oid);
    } else if (how.extended) {
      tbs.add(extensions());
    }
    DERSequence signed = new DERSequence(tbs);
    byte[] over = how.encoded.apply(signed.getEncoded());
    byte[] signature = how.signersSignature.apply(sign(how.signer, over));
    ASN1EncodableVector outer = new ASN1EncodableVector();
    outer.add(signed);
    if (how.version != 1) {
      outer.add(certificate);
      outer.add(oid);
    }
    outer.add(new DERBitString(signature));
    if (how.stamper != null) {
      outer.add(
          new DERTaggedObject(
              !how.implicitStamp, 0, new DERBitString(how.stamper.over(signature))));
    }
    List<byte[]> parts = new ArrayList<>(Der.within(new DERSequence(outer).getEncoded()));
    parts.set(0, over);
    return Der.sequence(parts.toArray(byte[][]::new));
  }

  private static ASN1Encodable bits(Sealing how, byte[] bytes) {
    return how.octets ? new DEROctetString(bytes) : new DERBitString(bytes);
  }

  /** Returns extensions, which the standards of V4 and V5 allow. */
  private static DERTaggedObject extensions() {
    return new DERTaggedObject(
        true,
        0,
        new DERSequence(
            new DERSequence(
                new ASN1Encodable[] {
                  new ASN1ObjectIdentifier("1.2.156.1"),
                  ASN1Boolean.FALSE,
                  new DEROctetString(new byte[] {1})
                })));
  }

  private static byte[] sign(Holder holder, byte[] message) throws Exception {
    Signature engine = Signature.getInstance("SM3withSM2", BC);
    engine.initSign(holder.key());
    engine.update(message);
    return engine.sign();
  }

  private static final Map<Sealing, DERSequence> SEALS =
      java.util.Collections.synchronizedMap(new java.util.WeakHashMap<>());

  /** Returns the seal alone, for another program. */
  static byte[] sealOf(Sealing how) throws Exception {
    return seal(how.version, how).getEncoded();
  }

  private static DERSequence seal(int version, Sealing how) throws Exception {
    DERSequence made = SEALS.get(how);
    if (made != null) {
      return made;
    }
    byte[] listed = how.listed.certificate().getEncoded();
    ASN1EncodableVector property = new ASN1EncodableVector();
    property.add(new ASN1Integer(1L));
    byte[] name = "测试市财政局票据专用章".getBytes(how.names);
    property.add(
        ASN1Primitive.fromByteArray(
            ByteBuffer.allocate(name.length + 2)
                .put((byte) 0x0c)
                .put((byte) name.length)
                .put(name)
                .array()));
    if (version != 1) {
      property.add(new ASN1Integer(how.listsDigests ? 2L : 1L));
    }
    property.add(
        new DERSequence(
            how.listsDigests
                ? new DERSequence(
                    new ASN1Encodable[] {
                      new DERPrintableString("1.2.156.10197.1.401"),
                      new DEROctetString(MessageDigest.getInstance("SM3", BC).digest(listed))
                    })
                : how.bareCertificates
                    ? ASN1Primitive.fromByteArray(listed)
                    : new DEROctetString(listed)));
    for (Instant each : List.of(how.sealFrom, how.sealFrom, how.sealTo)) {
      String text = SECONDS.format(each) + "Z";
      property.add(
          version == 1 ? new ASN1UTCTime(text.substring(2)) : new ASN1GeneralizedTime(text));
    }
    ASN1EncodableVector parts = new ASN1EncodableVector();
    parts.add(
        new DERSequence(
            new ASN1Encodable[] {
              new DERIA5String("ES"), new ASN1Integer((long) version), new DERIA5String("TEST")
            }));
    parts.add(new DERIA5String("seal-1"));
    parts.add(new DERSequence(property));
    parts.add(
        new DERSequence(
            new ASN1Encodable[] {
              new DERIA5String("png"),
              new DEROctetString(new byte[how.pictureBytes]),
              new ASN1Integer(40L),
              new ASN1Integer(41L)
            }));
    if (how.extended) {
      parts.add(extensions());
    }
    DERSequence info = new DERSequence(parts);
    DEROctetString certificate = new DEROctetString(how.maker.certificate().getEncoded());
    ASN1ObjectIdentifier oid = new ASN1ObjectIdentifier("1.2.156.10197.1.501");
    byte[] over =
        version == 1
            ? new DERSequence(new ASN1Encodable[] {info, certificate, oid}).getEncoded()
            : how.encoded.apply(info.getEncoded());
    DERBitString signature = new DERBitString(how.makersSignature.apply(sign(how.maker, over)));
    DERSequence seal =
        version == 1
            ? new DERSequence(
                new ASN1Encodable[] {
                  info, new DERSequence(new ASN1Encodable[] {certificate, oid, signature})
                })
            : new DERSequence(new ASN1Encodable[] {info, certificate, oid, signature});
    SEALS.put(how, seal);
    return seal;
  }

  byte[] zip() throws IOException {
    return ZipMaker.zip(files);
  }
}
