package io.yiwang.ofd;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Set;

/**
 * Finds the files that a document consists of: {@code OFD.xml}, and every file that one of these
 * files names. Any value that is the location of a file counts, in whatever element it is, since
 * readers of the format follow more references than the standard lists. An attachment may be any
 * file: XML that is broken or too large is accepted there, and not searched.
 */
final class Reachable {
  private static final int LONGEST_LOCATION = 1000;
  private static final int MAX_BASES = 16;

  private final Container container;
  private final OfdLimits limits;
  private final Set<Entry> reached = new LinkedHashSet<>();

  /** The files that are named other than as attachments. */
  private final Set<Entry> parts = new HashSet<>();

  private final Map<Entry, OfdException> broken = new HashMap<>();
  private final Queue<Entry> waiting = new ArrayDeque<>();

  private Reachable(Container container, OfdLimits limits) {
    this.container = container;
    this.limits = limits;
  }

  /**
   * Returns the files that a file reaches, itself included.
   *
   * @param closed the files that are not searched: those of signatures
   */
  static Set<Entry> from(Entry start, Set<Entry> closed, Container container, OfdLimits limits)
      throws IOException {
    Reachable files = new Reachable(container, limits);
    files.add(start, true);
    for (Entry each = files.waiting.poll(); each != null; each = files.waiting.poll()) {
      if (!closed.contains(each) && each.name().toLowerCase(Locale.ROOT).endsWith(".xml")) {
        files.searchUnlessBroken(each);
      }
    }
    for (Map.Entry<Entry, OfdException> each : files.broken.entrySet()) {
      if (files.parts.contains(each.getKey())) {
        throw each.getValue();
      }
    }
    return files.reached;
  }

  private void add(Entry entry, boolean isPart) {
    if (isPart) {
      parts.add(entry);
    }
    if (reached.add(entry)) {
      waiting.add(entry);
    }
  }

  private void searchUnlessBroken(Entry entry) throws IOException {
    try {
      search(entry);
    } catch (OfdException e) {
      broken.put(entry, e);
    }
  }

  private void search(Entry entry) throws IOException {
    if (entry.size() > limits.xmlBytes()) {
      throw new OfdException("an XML within has more than " + limits.xmlBytes() + " bytes");
    }
    // A resource file names a folder to which its locations are relative.
    List<String> bases = new ArrayList<>(List.of(entry.name()));
    Deque<String> open = new ArrayDeque<>();
    try (InputStream in = container.stream(entry)) {
      Xml.scan(
          in,
          limits,
          new Xml.Handler() {
            @Override
            public void start(String name, Map<String, String> attributes) {
              open.push(name);
              attributes.values().forEach(value -> follow(value, bases, true));
              String folder = name.equals("Res") ? attributes.get("BaseLoc") : null;
              String path = folder == null ? null : Container.path(folder, entry.name());
              if (path != null && bases.size() < MAX_BASES) {
                bases.add(path + "/");
              }
            }

            @Override
            public void end(String name, String text) {
              open.pop();
              boolean isAttached = name.equals("FileLoc") && "Attachment".equals(open.peek());
              follow(text.strip(), bases, !isAttached);
            }
          });
    }
  }

  private void follow(String value, List<String> bases, boolean isPart) {
    if (value.isEmpty() || value.length() > LONGEST_LOCATION || !container.mayName(value)) {
      return;
    }
    for (String base : bases) {
      Entry entry = container.find(value, base);
      if (entry != null) {
        add(entry, isPart);
      }
    }
  }
}
