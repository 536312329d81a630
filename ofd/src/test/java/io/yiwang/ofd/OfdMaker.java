package io.yiwang.ofd;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.yiwang.identity.TestPki;
import io.yiwang.identity.TestPki.Holder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.security.MessageDigest;
import java.security.Provider;
import java.security.Signature;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
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

/** Makes OFD documents and seals them, well or badly, by Bouncy Castle and the JDK alone. */
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

  /** How a document is sealed; the fields are what tests bend. */
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

    /** Bends {@code Signature.xml} before it is signed. */
    UnaryOperator<String> signatureXml = xml -> xml;

    UnaryOperator<byte[]> signersSignature = signature -> signature;

    /** The time as it is written; null for the form that the version prescribes. */
    ASN1Encodable timeValue;

    /** V1 with octets where bits belong, as some software of the first years wrote it. */
    boolean octets;

    /** The certificate itself in the list, and not its octets. */
    boolean bareCertificates;

    boolean implicitStamp;

    /** What the seal's name is written in. */
    Charset names = UTF_8;

    /** How the signed parts are encoded: some software writes lengths longer than they need be. */
    UnaryOperator<byte[]> encoded = der -> der;

    /** What a version may have besides. */
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

  /** A receipt for a fine, of one page, with its XML attached. */
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

  /** Adds a signature over all files but those of signatures. */
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

  /** Data of the maker's own, as both standards allow it. */
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

  /** The seal alone, for another program to seal with. */
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
    return zip(files);
  }

  static byte[] zip(Map<String, byte[]> files) throws IOException {
    return zip(files, UTF_8);
  }

  static byte[] zip(Map<String, byte[]> files, Charset names) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(bytes, names)) {
      for (Map.Entry<String, byte[]> each : files.entrySet()) {
        out.putNextEntry(new ZipEntry(each.getKey()));
        out.write(each.getValue());
        out.closeEntry();
      }
    }
    return bytes.toByteArray();
  }

  /** A zip in which nothing is packed, and sizes stand before the bytes. */
  static byte[] stored(Map<String, byte[]> files) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(bytes, UTF_8)) {
      out.setComment("made by hand");
      out.putNextEntry(new ZipEntry("Doc_0/"));
      out.closeEntry();
      for (Map.Entry<String, byte[]> each : files.entrySet()) {
        CRC32 crc = new CRC32();
        crc.update(each.getValue());
        ZipEntry entry = new ZipEntry(each.getKey());
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(each.getValue().length);
        entry.setCrc(crc.getValue());
        entry.setExtra(new byte[] {1, 2, 2, 0, 3, 4});
        out.putNextEntry(entry);
        out.write(each.getValue());
        out.closeEntry();
      }
    }
    return bytes.toByteArray();
  }

  /** A zip in which nothing is packed, and numbers of eight bytes stand before each file. */
  static byte[] largeHeads(Map<String, byte[]> files) throws IOException {
    byte[] zip = stored(files);
    ByteBuffer in = ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN);
    int end = zip.length - 22 - "made by hand".length();
    int start = in.getInt(end + 16);
    ByteBuffer out = ByteBuffer.allocate(zip.length * 2 + 1000).order(ByteOrder.LITTLE_ENDIAN);
    Map<Integer, Integer> moved = new LinkedHashMap<>();
    for (int at = start; at < end; ) {
      int next = at + 46 + in.getShort(at + 28) + in.getShort(at + 30) + in.getShort(at + 32);
      int from = in.getInt(at + 42);
      int to = next < end ? in.getInt(next + 42) : start;
      int head = 30 + in.getShort(from + 26);
      int here = out.position();
      moved.put(from, here);
      out.put(zip, from, head);
      if ((in.getShort(from + 6) & 8) == 0) {
        out.putInt(here + 18, -1).putInt(here + 22, -1);
        out.putShort(here + 28, (short) (in.getShort(from + 28) + 20));
        out.putShort((short) 1).putShort((short) 16);
        out.putLong(in.getInt(from + 22)).putLong(in.getInt(from + 18));
      }
      out.put(zip, from + head, to - from - head);
      at = next;
    }
    int directory = out.position();
    out.put(zip, start, zip.length - start);
    for (int at = directory; at < directory + end - start; ) {
      out.putInt(at + 42, moved.get(out.getInt(at + 42)));
      at += 46 + out.getShort(at + 28) + out.getShort(at + 30) + out.getShort(at + 32);
    }
    out.putInt(directory + end - start + 16, directory);
    return Arrays.copyOf(out.array(), out.position());
  }

  /** The same zip with the numbers of eight bytes that large ones have, as some tools write all. */
  static byte[] large(byte[] zip) throws IOException {
    ByteBuffer in = ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN);
    int end = zip.length - 22;
    int count = in.getShort(end + 10);
    int start = in.getInt(end + 16);
    ByteBuffer out =
        ByteBuffer.allocate(zip.length + count * 28 + 100).order(ByteOrder.LITTLE_ENDIAN);
    out.put(zip, 0, start);
    for (int at = start; at < end; ) {
      int name = in.getShort(at + 28);
      int extra = in.getShort(at + 30);
      int here = out.position();
      out.put(zip, at, 46 + name);
      out.putInt(here + 20, -1).putInt(here + 24, -1).putInt(here + 42, -1);
      out.putShort(here + 30, (short) (extra + 28));
      out.put(zip, at + 46 + name, extra);
      out.putShort((short) 1).putShort((short) 24);
      out.putLong(in.getInt(at + 24)).putLong(in.getInt(at + 20)).putLong(in.getInt(at + 42));
      at += 46 + name + extra;
    }
    int record = out.position();
    out.putInt(0x06064b50).putLong(44).putShort((short) 45).putShort((short) 45);
    out.putInt(0).putInt(0).putLong(count).putLong(count).putLong(record - start).putLong(start);
    out.putInt(0x07064b50).putInt(0).putLong(record).putInt(1);
    out.putInt(0x06054b50).putShort((short) 0).putShort((short) 0);
    out.putShort((short) -1).putShort((short) -1).putInt(-1).putInt(-1).putShort((short) 0);
    return Arrays.copyOf(out.array(), out.position());
  }
}
