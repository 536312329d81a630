package io.yiwang.ofd;

import io.yiwang.ofd.Container.Entry;
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
 * What a document consists of: {@code OFD.xml} and every file that is named in a file reached. Any
 * value that is the location of a file counts, in whatever element it is: readers of the format
 * follow more than the standard lists. What is attached may be anything, also XML that is broken or
 * too large to be looked into; it leads nowhere then.
 */
final class Reachable {
  private static final int LONGEST_LOCATION = 1000;
  private static final int MAX_BASES = 16;

  private final Container container;
  private final OfdLimits limits;
  private final Set<Entry> reached = new LinkedHashSet<>();

  /** What is named as more than an attachment. */
  private final Set<Entry> parts = new HashSet<>();

  private final Map<Entry, OfdException> broken = new HashMap<>();
  private final Queue<Entry> waiting = new ArrayDeque<>();

  private Reachable(Container container, OfdLimits limits) {
    this.container = container;
    this.limits = limits;
  }

  /**
   * Finds all files from one on.
   *
   * @param closed files that are not looked into: those of signatures
   */
  static Set<Entry> from(Entry start, Set<Entry> closed, Container container, OfdLimits limits)
      throws IOException {
    Reachable search = new Reachable(container, limits);
    search.add(start, true);
    for (Entry each = search.waiting.poll(); each != null; each = search.waiting.poll()) {
      if (!closed.contains(each) && each.name().toLowerCase(Locale.ROOT).endsWith(".xml")) {
        search.readIfWhole(each);
      }
    }
    for (Map.Entry<Entry, OfdException> each : search.broken.entrySet()) {
      if (search.parts.contains(each.getKey())) {
        throw each.getValue();
      }
    }
    return search.reached;
  }

  private void add(Entry entry, boolean isPart) {
    if (isPart) {
      parts.add(entry);
    }
    if (reached.add(entry)) {
      waiting.add(entry);
    }
  }

  private void readIfWhole(Entry entry) throws IOException {
    try {
      read(entry);
    } catch (OfdException e) {
      broken.put(entry, e);
    }
  }

  private void read(Entry entry) throws IOException {
    if (entry.size() > limits.xmlBytes()) {
      throw new OfdException("an XML within has more than " + limits.xmlBytes() + " bytes");
    }
    // Files of resources name a folder that their locations are relative to.
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
