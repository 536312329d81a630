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
 * XML as OFD has it: elements and attributes by their local names, without document types and
 * entities.
 */
final class Xml {
  /** Is given an XML file piece by piece. */
  interface Handler {
    void start(String name, Map<String, String> attributes) throws OfdException;

    /** Takes the text within an element, without that of its children, when the element ends. */
    void end(String name, String text) throws OfdException;
  }

  /** An element with all that is in it. */
  static final class Element {
    private final String name;
    private final Map<String, String> attributes;
    private List<Element> children = List.of();
    private String text = "";

    Element(String name, Map<String, String> attributes) {
      this.name = name;
      this.attributes = attributes;
    }

    /** Returns a list that can grow: most elements have no children, and need none. */
    private List<Element> grown() {
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

    List<Element> all(String named) {
      return children.stream().filter(each -> each.name.equals(named)).toList();
    }

    List<Element> children() {
      return children;
    }

    /** Returns the first child of that name, and of that its child, and so on. */
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

    /**
     * Returns the text of that element, without blanks around it; null where it is absent or empty.
     */
    @Nullable String text(String... path) {
      Element found = first(path);
      String stripped = found == null ? "" : found.text.strip();
      return stripped.isEmpty() ? null : stripped;
    }
  }

  /** More than any list in a document has; a tree of so many takes some 25 MB. */
  private static final int MAX_IN_TREE = 100_000;

  /** What is longer is cut off: whoever looks at it sees that it is longer than this. */
  static final int MAX_TEXT = 1 << 20;

  private Xml() {}

  /** Reads a small file whole. */
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
            (parent == null ? root : parent.grown()).add(element);
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

  /** Reads a file piece by piece. */
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
      // Without the cause: a parser's message may quote what it could not parse.
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
          // Comments and instructions say nothing.
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
      // A reader that knows namespaces takes the one, another the last.
      if (attributes.put(reader.getAttributeLocalName(i), reader.getAttributeValue(i)) != null) {
        throw new OfdException("an element of an XML has two attributes of one name");
      }
    }
    return attributes;
  }
}
