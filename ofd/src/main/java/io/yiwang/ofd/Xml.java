package io.yiwang.ofd;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * Reads the XML of an OFD: elements and attributes by their local names. Document types and
 * entities are refused.
 */
final class Xml {
  /** Handles the elements of an XML file while it is read. */
  interface Handler {
    /** Handles the start of an element. */
    void start(String name, Map<String, String> attributes) throws OfdException;

    /** Handles the end of an element, with its text but without that of its children. */
    void end(String name, String text) throws OfdException;
  }

  /** Holds an element with its attributes, text and children. */
  static final class Element {
    private final String name;
    private final Map<String, String> attributes;
    private List<Element> children = List.of();
    private String text = "";

    Element(String name, Map<String, String> attributes) {
      this.name = name;
      this.attributes = attributes;
    }

    /** Returns a list that can grow; most elements have no children, and never need one. */
    private List<Element> growingChildren() {
      if (children.isEmpty()) {
        children = new ArrayList<>(2);
      }
      return children;
    }

    String name() {
      return name;
    }

    @Nullable String attribute(String named) {
      return attributes.get(named);
    }

    String text() {
      return text;
    }

    /** Returns the children of a name. */
    List<Element> all(String named) {
      return children.stream().filter(each -> each.name.equals(named)).toList();
    }

    List<Element> children() {
      return children;
    }

    /** Follows a path of names by the first child of each; returns null where there is none. */
    @Nullable Element first(String... path) {
      Element at = this;
      for (String named : path) {
        List<Element> found = at.all(named);
        if (found.isEmpty()) {
          return null;
        }
        at = found.get(0);
      }
      return at;
    }

    /** Returns the stripped text of the element at a path; null if it is absent or blank. */
    @Nullable String text(String... path) {
      Element found = first(path);
      String stripped = found == null ? "" : found.text.strip();
      return stripped.isEmpty() ? null : stripped;
    }
  }

  /** The most elements of a tree, more than any list in a document has; they take some 25 MB. */
  private static final int MAX_IN_TREE = 100_000;

  /** The longest text of an element; a longer one is cut off at more than this. */
  static final int MAX_TEXT = 1 << 20;

  private Xml() {}

  /** Reads a small file as a tree. */
  static Element read(InputStream in, OfdLimits limits) throws IOException {
    Deque<Element> open = new ArrayDeque<>();
    List<Element> root = new ArrayList<>();
    int[] count = {0};
    scan(
        in,
        limits,
        new Handler() {
          @Override
          public void start(String name, Map<String, String> attributes) throws OfdException {
            if (++count[0] > MAX_IN_TREE) {
              throw new OfdException("a list has more than " + MAX_IN_TREE + " elements");
            }
            Element element = new Element(name, attributes);
            Element parent = open.peek();
            (parent == null ? root : parent.growingChildren()).add(element);
            open.push(element);
          }

          @Override
          public void end(String name, String text) throws OfdException {
            if (text.length() > MAX_TEXT) {
              throw new OfdException("an element has more than " + MAX_TEXT + " characters");
            }
            open.pop().text = text;
          }
        });
    return root.get(0);
  }

  /** Reads a file element by element. */
  static void scan(InputStream in, OfdLimits limits, Handler handler) throws IOException {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_COALESCING, false);
    try {
      XMLStreamReader reader = factory.createXMLStreamReader(XmlText.of(in));
      try {
        scan(reader, limits, handler);
      } finally {
        reader.close();
      }
    } catch (XMLStreamException | RuntimeException e) {
      Throwable cause =
          e instanceof XMLStreamException stream ? stream.getNestedException() : e.getCause();
      if (cause instanceof IOException io && !(io instanceof CharacterCodingException)) {
        throw io;
      }
      // Without the cause: a parser's message may quote the file.
      throw new OfdException("a file within is not well-formed XML");
    }
  }

  private static void scan(XMLStreamReader reader, OfdLimits limits, Handler handler)
      throws XMLStreamException, OfdException {
    Deque<StringBuilder> texts = new ArrayDeque<>();
    int elements = 0;
    while (reader.hasNext()) {
      switch (reader.next()) {
        case XMLStreamConstants.START_ELEMENT -> {
          if (++elements > limits.xmlElements()) {
            throw new OfdException("an XML has more than " + limits.xmlElements() + " elements");
          }
          texts.push(new StringBuilder());
          if (texts.size() > limits.xmlDepth()) {
            throw new OfdException("an XML is nested deeper than " + limits.xmlDepth());
          }
          handler.start(reader.getLocalName(), attributes(reader));
        }
        case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> {
          StringBuilder text = texts.peek();
          if (text != null && text.length() <= MAX_TEXT) {
            text.append(reader.getText());
          }
        }
        case XMLStreamConstants.END_ELEMENT ->
            handler.end(reader.getLocalName(), texts.pop().toString());
        case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE ->
            throw new OfdException("an XML has a document type or an entity, which no OFD has");
        default -> {
          // Comments and processing instructions are ignored.
        }
      }
    }
  }

  private static Map<String, String> attributes(XMLStreamReader reader) throws OfdException {
    int count = reader.getAttributeCount();
    if (count == 0) {
      return Map.of();
    }
    Map<String, String> attributes = new LinkedHashMap<>();
    for (int i = 0; i < count; i++) {
      // Readers that know namespaces and those that do not could use different ones.
      if (attributes.put(reader.getAttributeLocalName(i), reader.getAttributeValue(i)) != null) {
        throw new OfdException("an element of an XML has two attributes of one name");
      }
    }
    return attributes;
  }
}
