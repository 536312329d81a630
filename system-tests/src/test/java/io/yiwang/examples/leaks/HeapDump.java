package io.yiwang.examples.leaks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Who holds what in a heap dump: from a place in the file to the object there, and the shortest way
 * to it from where the collector begins. For dumps below 2 GiB, as made by HotSpot.
 *
 * @see "The JDK's hprof_b_spec.h"
 */
final class HeapDump {
  private static final int STRING = 0x01;
  private static final int LOAD_CLASS = 0x02;
  private static final int HEAP_DUMP = 0x0c;
  private static final int HEAP_DUMP_SEGMENT = 0x1c;
  private static final int CLASS = 0x20;
  private static final int INSTANCE = 0x21;
  private static final int OBJECTS = 0x22;
  private static final int PRIMITIVES = 0x23;
  private static final int OBJECT_TYPE = 2;

  private record Field(String name, int type) {}

  private record Type(String name, long parent, List<Field> fields) {}

  private record Step(long from, String by) {}

  private final ByteBuffer dump;
  private final Map<Long, String> strings = new HashMap<>();
  private final Map<Long, String> classNames = new HashMap<>();
  private final Map<Long, Type> types = new HashMap<>();
  private final Map<Long, Integer> at = new HashMap<>();
  private final TreeMap<Integer, Long> primitives = new TreeMap<>();
  private final Map<Long, Step> steps = new HashMap<>();
  private final Deque<Long> reached = new ArrayDeque<>();
  private final Map<Long, Step> softly = new LinkedHashMap<>();

  HeapDump(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      dump = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
    }
    while (dump.get() != 0) {
      // The name of the format.
    }
    if (dump.getInt() != 8) {
      throw new IOException("a dump of a 64-bit JVM is expected");
    }
    dump.getLong();
    read();
    while (!reached.isEmpty() || !softly.isEmpty()) {
      if (reached.isEmpty()) {
        softly.forEach(this::reach);
        softly.clear();
      } else {
        follow(reached.remove());
      }
    }
  }

  /** The way to the array in which this place lies, from a root on. */
  String holder(long offset) {
    Map.Entry<Integer, Long> array = primitives.floorEntry((int) offset);
    if (array == null) {
      return "no array";
    }
    StringBuilder way = new StringBuilder();
    long id = array.getValue();
    for (Step step = steps.get(id); step != null; step = steps.get(step.from)) {
      way.insert(0, " > " + step.by);
    }
    return way.isEmpty() ? "nobody" : way.substring(3);
  }

  private void read() {
    while (dump.remaining() > 9) {
      int tag = dump.get() & 0xff;
      dump.getInt();
      int length = dump.getInt();
      int end = dump.position() + length;
      switch (tag) {
        case STRING -> {
          long id = dump.getLong();
          byte[] text = new byte[length - 8];
          dump.get(text);
          strings.put(id, new String(text, UTF_8));
        }
        case LOAD_CLASS -> {
          dump.getInt();
          long id = dump.getLong();
          dump.getInt();
          classNames.put(id, strings.get(dump.getLong()).replace('/', '.'));
        }
        case HEAP_DUMP, HEAP_DUMP_SEGMENT -> {
          while (dump.position() < end) {
            part();
          }
        }
        default -> {
          // Threads and their frames.
        }
      }
      dump.position(end);
    }
  }

  private void part() {
    int start = dump.position();
    int tag = dump.get() & 0xff;
    long id = dump.getLong();
    switch (tag) {
      case 0xff, 0x05, 0x07 -> root(id, tag, 0);
      case 0x01 -> root(id, tag, 8);
      case 0x02, 0x03, 0x08 -> root(id, tag, 8);
      case 0x04, 0x06 -> root(id, tag, 4);
      case CLASS -> classDump(id);
      case INSTANCE -> {
        at.put(id, start);
        dump.position(dump.position() + 12);
        skip(dump.getInt());
      }
      case OBJECTS -> {
        at.put(id, start);
        dump.getInt();
        int count = dump.getInt();
        skip(8 + 8 * count);
      }
      case PRIMITIVES -> {
        dump.getInt();
        int count = dump.getInt();
        int size = size(dump.get());
        primitives.put(dump.position(), id);
        skip(count * size);
      }
      default -> throw new IllegalStateException("unknown part " + tag);
    }
  }

  private void skip(int bytes) {
    dump.position(dump.position() + bytes);
  }

  private void root(long id, int tag, int more) {
    skip(more);
    reach(id, new Step(0, tag == 0x03 || tag == 0x02 ? "a thread's stack" : "a root"));
  }

  private static int size(int type) {
    return switch (type) {
      case OBJECT_TYPE, 7, 11 -> 8;
      case 4, 8 -> 1;
      case 5, 9 -> 2;
      case 6, 10 -> 4;
      default -> throw new IllegalStateException("unknown type " + type);
    };
  }

  /** What a class holds itself is reachable as long as the class is. */
  private void classDump(long id) {
    dump.getInt();
    long parent = dump.getLong();
    dump.position(dump.position() + 5 * 8);
    dump.getInt();
    for (int i = dump.getShort(); i > 0; i--) {
      dump.getShort();
      skip(size(dump.get()));
    }
    String name = classNames.get(id);
    for (int i = dump.getShort() & 0xffff; i > 0; i--) {
      String field = strings.get(dump.getLong());
      int type = dump.get();
      if (type == OBJECT_TYPE) {
        reach(dump.getLong(), new Step(0, name + "." + field));
      } else {
        skip(size(type));
      }
    }
    List<Field> fields = new ArrayList<>();
    for (int i = dump.getShort() & 0xffff; i > 0; i--) {
      fields.add(new Field(strings.get(dump.getLong()), dump.get()));
    }
    types.put(id, new Type(name, parent, fields));
  }

  private void reach(long id, Step step) {
    if (id != 0 && steps.putIfAbsent(id, step) == null) {
      reached.add(id);
    }
  }

  private void follow(long id) {
    Integer start = at.get(id);
    if (start == null) {
      return;
    }
    dump.position(start);
    int tag = dump.get();
    dump.getLong();
    dump.getInt();
    if (tag == OBJECTS) {
      int count = dump.getInt();
      String name = classNames.get(dump.getLong());
      for (int i = 0; i < count; i++) {
        reach(dump.getLong(), new Step(id, name));
      }
      return;
    }
    long type = dump.getLong();
    dump.getInt();
    for (Type of = types.get(type); of != null; of = types.get(of.parent)) {
      for (Field field : of.fields) {
        if (field.type != OBJECT_TYPE) {
          skip(size(field.type));
          continue;
        }
        long to = dump.getLong();
        Step step = new Step(id, classNames.get(type) + "." + field.name);
        if (!field.name.equals("referent")) {
          reach(to, step);
        } else if (to != 0) {
          softly.putIfAbsent(to, step);
        }
      }
    }
  }
}
