package io.yiwang.ofd;

import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UTFDataFormatException;
import java.io.UnsupportedEncodingException;
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

    /** The text within an element, without that of its children, when the element ends. */
    void end(String name, String text) throws OfdException;
  }

  /** An element with all that is in it. */
  static final class Element {
    private final String name;
    private final Map<String, String> attributes;
    private final List<Element> children = new ArrayList<>();
    private String text = "";

    Element(String name, Map<String, String> attributes) {
      this.name = name;
      this.attributes = attributes;
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

  private Xml() {}

  /** Reads a small file whole. */
  static Element read(InputStream in, OfdLimits limits) throws IOException {
    Deque<Element> open = new ArrayDeque<>();
    List<Element> root = new ArrayList<>();
    scan(
        in,
        limits,
        new Handler() {
          @Override
          public void start(String name, Map<String, String> attributes) {
            Element element = new Element(name, attributes);
            Element parent = open.peek();
            (parent == null ? root : parent.children).add(element);
            open.push(element);
          }

          @Override
          public void end(String name, String text) {
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
      XMLStreamReader reader = factory.createXMLStreamReader(in);
      try {
        scan(reader, limits, handler);
      } finally {
        reader.close();
      }
    } catch (XMLStreamException | RuntimeException e) {
      Throwable cause =
          e instanceof XMLStreamException stream ? stream.getNestedException() : e.getCause();
      if (cause instanceof IOException io && !isEncoding(io)) {
        throw io;
      }
      // Without the cause: a parser's message may quote what it could not parse.
      throw new OfdException("a file within is not well-formed XML");
    }
  }

  /** What the parser reports where bytes are not text of the encoding named. */
  private static boolean isEncoding(IOException e) {
    return e instanceof CharConversionException
        || e instanceof UTFDataFormatException
        || e instanceof UnsupportedEncodingException;
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
          Map<String, String> attributes = new LinkedHashMap<>();
          for (int i = 0; i < reader.getAttributeCount(); i++) {
            String name = reader.getAttributeLocalName(i);
            if (attributes.put(name, reader.getAttributeValue(i)) != null) {
              throw new OfdException("an element of an XML has two attributes of one name");
            }
          }
          handler.start(reader.getLocalName(), attributes);
        }
        case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> {
          StringBuilder text = texts.peek();
          if (text != null) {
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
}
