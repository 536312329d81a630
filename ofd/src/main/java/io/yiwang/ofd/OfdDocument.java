package io.yiwang.ofd;

import io.yiwang.identity.DocumentTrust;
import io.yiwang.identity.DocumentVerdict;
import io.yiwang.identity.DocumentVerdict.Reason;
import io.yiwang.identity.Finding;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads an OFD document, its attachments and its texts, and verifies its seals. Use its content
 * only if {@link #verify} returns {@code VALID}. Close it: the file is open until then. For one
 * thread at a time.
 *
 * <pre>{@code
 * try (OfdDocument document = OfdDocument.open(file, OfdLimits.DEFAULT)) {
 *   OfdVerdict verdict = document.verify(trust, OfdPolicy.strict());
 *   if (verdict.valid()) {
 *     document.fiscalReceipt().ifPresent(receipt -> book(receipt));
 *   }
 * }
 * }</pre>
 *
 * @see "GB/T 33190-2016; GB/T 38540-2020"
 */
public final class OfdDocument implements Closeable {
  private static final String ROOT = "OFD.xml";

  /** Holds a document's description of itself; parts that it does not have are null. */
  public record Info(
      @Nullable String id,
      @Nullable String title,
      @Nullable String author,
      @Nullable String creator,
      @Nullable String creationDate) {
    /** Omits what may be about a person. */
    @Override
    public String toString() {
      return "Info[creationDate=" + (creationDate == null ? "absent" : "present") + "]";
    }
  }

  /**
   * Describes a file that is attached to the document.
   *
   * @param name as the document has it. Untrusted: do not use it as a path
   * @param format as the document has it, such as {@code xml}
   * @param location of the file within the document
   */
  public record Attachment(String name, @Nullable String format, String location) {
    /** Omits the name, which may be about a person. */
    @Override
    public String toString() {
      return "Attachment";
    }
  }

  private final Container container;
  private final OfdLimits limits;
  private final Entry root;
  private final List<Xml.Element> bodies;

  private OfdDocument(Container container, OfdLimits limits) throws IOException {
    this.container = container;
    this.limits = limits;
    Entry found = container.find("/" + ROOT, "");
    if (found == null) {
      throw new OfdException("the zip has no OFD.xml");
    }
    root = found;
    Xml.Element ofd = xml(root);
    bodies = ofd.all("DocBody");
    if (!ofd.name().equals("OFD") || bodies.isEmpty()) {
      throw new OfdException("OFD.xml is not that of an OFD document");
    }
  }

  /**
   * Opens a file.
   *
   * @throws OfdException if it is not an OFD, is damaged, or is beyond the limits
   */
  public static OfdDocument open(Path file, OfdLimits limits) throws IOException {
    return open(Container.open(file, limits), limits);
  }

  /**
   * Opens a document in memory.
   *
   * @param file must not be changed while the document is open
   * @throws OfdException if it is not an OFD, is damaged, or is beyond the limits
   */
  public static OfdDocument open(byte[] file, OfdLimits limits) throws IOException {
    return open(Container.open(file, limits), limits);
  }

  private static OfdDocument open(Container container, OfdLimits limits) throws IOException {
    try {
      return new OfdDocument(container, limits);
    } catch (IOException | RuntimeException e) {
      container.close();
      throw e;
    }
  }

  private Xml.Element xml(Entry entry) throws IOException {
    if (entry.size() > limits.xmlBytes()) {
      throw new OfdException("an XML within has more than " + limits.xmlBytes() + " bytes");
    }
    try (InputStream in = container.stream(entry)) {
      return Xml.read(in, limits);
    }
  }

  /** Returns the document's description of itself. */
  public Info info() {
    Xml.Element body = bodies.get(0);
    return new Info(
        body.text("DocInfo", "DocID"),
        body.text("DocInfo", "Title"),
        body.text("DocInfo", "Author"),
        body.text("DocInfo", "Creator"),
        body.text("DocInfo", "CreationDate"));
  }

  /** Returns the custom data that programs have stored in the document, by name. */
  public Map<String, String> customData() {
    Map<String, String> data = new LinkedHashMap<>();
    Xml.Element list = bodies.get(0).first("DocInfo", "CustomDatas");
    if (list != null) {
      for (Xml.Element each : list.all("CustomData")) {
        String name = each.attribute("Name");
        if (name != null) {
          data.putIfAbsent(name, each.text().strip());
        }
      }
    }
    return data;
  }

  /** Returns the attachments of all documents in the file. */
  public List<Attachment> attachments() throws IOException {
    Set<Entry> lists = new LinkedHashSet<>();
    for (Entry document : documents()) {
      addIfThere(lists, entry(xml(document).text("Attachments"), document));
    }
    List<Attachment> attachments = new ArrayList<>();
    for (Entry list : lists) {
      for (Xml.Element each : xml(list).all("Attachment")) {
        Entry file = entry(each.text("FileLoc"), list);
        String name = each.attribute("Name");
        if (file != null) {
          attachments.add(
              new Attachment(
                  name == null ? file.name() : name, each.attribute("Format"), file.name()));
        }
      }
    }
    return attachments;
  }

  /** Returns the bytes of an attached file, such as the XML of a receipt. */
  public byte[] bytes(Attachment attachment) throws IOException {
    Entry entry = container.find("/" + attachment.location(), "");
    if (entry == null) {
      throw new OfdException("the document has no such attachment");
    }
    return container.bytes(entry, (int) Math.min(limits.entryBytes(), Integer.MAX_VALUE - 8));
  }

  /** Returns the number of pages of all documents in the file. */
  public int pageCount() throws IOException {
    return pages().size();
  }

  /**
   * Returns the text of a page, a line for each text object in the order of drawing; empty if the
   * page is a picture.
   *
   * @param page the number of the page, starting at 0
   */
  public String pageText(int page) throws IOException {
    Entry entry = pages().get(page);
    if (entry.size() > limits.xmlBytes()) {
      throw new OfdException("a page has more than " + limits.xmlBytes() + " bytes");
    }
    StringBuilder text = new StringBuilder();
    try (InputStream in = container.stream(entry)) {
      Xml.scan(
          in,
          limits,
          new Xml.Handler() {
            @Override
            public void start(String name, Map<String, String> attributes) {
              // The text of an element is complete at its end.
            }

            @Override
            public void end(String name, String piece) throws OfdException {
              if (name.equals("TextCode") && !piece.isBlank()) {
                text.append(piece.strip()).append('\n');
                if (text.length() > Xml.MAX_TEXT) {
                  throw new OfdException("a page has more text than any does");
                }
              }
            }
          });
    }
    return text.toString();
  }

  private List<Entry> pages() throws IOException {
    List<Entry> pages = new ArrayList<>();
    for (Entry document : documents()) {
      Xml.Element list = xml(document).first("Pages");
      if (list == null) {
        continue;
      }
      for (Xml.Element each : list.all("Page")) {
        Entry page = entry(each.attribute("BaseLoc"), document);
        if (page == null) {
          throw new OfdException("a page is missing");
        }
        pages.add(page);
      }
    }
    return pages;
  }

  /** Returns each document once, even if it is named several times. */
  private Set<Entry> documents() throws OfdException {
    Set<Entry> documents = new LinkedHashSet<>();
    for (Xml.Element body : bodies) {
      for (Xml.Element each : body.all("DocRoot")) {
        Entry document = entry(each.text(), root);
        if (document == null) {
          throw new OfdException("the document that OFD.xml names is missing");
        }
        documents.add(document);
      }
    }
    if (documents.isEmpty()) {
      throw new OfdException("OFD.xml names no document");
    }
    return documents;
  }

  private @Nullable Entry entry(@Nullable String location, Entry from) {
    return location == null ? null : container.find(location, from.name());
  }

  /**
   * Returns the fiscal receipt in the document, from an attachment or the custom data; empty if it
   * is another kind of document. Trust it only if {@link #verify} returns {@code VALID}.
   */
  public Optional<FiscalReceipt> fiscalReceipt() throws IOException {
    Set<String> seen = new HashSet<>();
    for (Attachment each : attachments()) {
      Entry entry = container.find("/" + each.location(), "");
      if (entry != null && seen.add(entry.name()) && entry.size() <= limits.xmlBytes()) {
        try {
          Optional<FiscalReceipt> receipt = FiscalReceipt.of(xml(entry));
          if (receipt.isPresent()) {
            return receipt;
          }
        } catch (OfdException e) {
          // Any file may be attached; one that is not XML is not a receipt.
        }
      }
    }
    return FiscalReceipt.of(customData());
  }

  /**
   * Verifies every signature, offline.
   *
   * @param trust the trusted authorities of signers, of makers of seals, and of time stamps
   * @param policy how to treat what older documents do not prove
   * @throws IOException if the file can no longer be read, which says nothing about the document
   */
  public OfdVerdict verify(DocumentTrust trust, OfdPolicy policy) throws IOException {
    List<SignaturePart> signatures;
    PartDigests parts;
    try {
      Set<Entry> ofSignatures = new LinkedHashSet<>();
      signatures = signatures(ofSignatures);
      parts =
          new PartDigests(
              container, Reachable.from(root, ofSignatures, container, limits), ofSignatures);
      documents();
    } catch (OfdException e) {
      return OfdVerdict.of(problem(Finding.MALFORMED, String.valueOf(e.getMessage())), List.of());
    }
    if (signatures.isEmpty()) {
      return OfdVerdict.of(problem(Finding.NOT_SIGNED, ""), List.of());
    }
    List<SealVerdict> verdicts = new ArrayList<>();
    for (SignaturePart each : signatures) {
      verdicts.add(new SealValidation(parts, trust, policy, limits, each).verdict());
    }
    return OfdVerdict.of(DocumentVerdict.of(List.of(), null, List.of(), null), verdicts);
  }

  private static DocumentVerdict problem(Finding finding, String detail) {
    return DocumentVerdict.of(List.of(new Reason(finding, detail)), null, List.of(), null);
  }

  /**
   * Returns the signatures.
   *
   * @param files gets the files that belong to signatures
   */
  private List<SignaturePart> signatures(Set<Entry> files) throws IOException {
    List<SignaturePart> signatures = new ArrayList<>();
    for (Entry list : listsOfSignatures()) {
      files.add(list);
      Xml.Element listed = xml(list);
      if (!listed.name().equals("Signatures")) {
        throw new OfdException("the list of signatures is not one");
      }
      for (Xml.Element each : listed.all("Signature")) {
        Entry file = entry(each.attribute("BaseLoc"), list);
        if (file == null) {
          throw new OfdException("a signature that is listed is missing");
        }
        if (signatures.size() == limits.signatures()) {
          throw new OfdException("there are more than " + limits.signatures() + " signatures");
        }
        signatures.add(signature(each, file, files));
      }
    }
    return signatures;
  }

  private Set<Entry> listsOfSignatures() throws OfdException {
    Set<Entry> lists = new LinkedHashSet<>();
    for (Xml.Element body : bodies) {
      for (Xml.Element each : body.all("Signatures")) {
        Entry list = entry(each.text(), root);
        if (list == null) {
          throw new OfdException("the list of signatures is missing");
        }
        lists.add(list);
      }
    }
    return lists;
  }

  private SignaturePart signature(Xml.Element listed, Entry file, Set<Entry> files)
      throws IOException {
    SignatureXml xml = SignatureXml.read(container, file, limits);
    if (!files.add(file)) {
      throw new OfdException("a signature is listed twice");
    }
    addIfThere(files, container.find(xml.valueLocation(), file.name()));
    String seal = xml.sealLocation();
    if (seal != null) {
      addIfThere(files, container.find(seal, file.name()));
    }
    String id = listed.attribute("ID");
    String type = listed.attribute("Type");
    return new SignaturePart(id == null ? "" : id, type == null || type.equals("Seal"), file, xml);
  }

  private static void addIfThere(Set<Entry> files, @Nullable Entry entry) {
    if (entry != null) {
      files.add(entry);
    }
  }

  @Override
  public void close() throws IOException {
    container.close();
  }

  /** Shows the number of files within. */
  @Override
  public String toString() {
    return "OfdDocument[" + container.entries().size() + " files]";
  }
}
