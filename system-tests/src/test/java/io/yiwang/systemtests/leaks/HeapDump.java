package io.yiwang.systemtests.leaks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds the object at a place in a heap dump, and the shortest path to it from a root of garbage
 * collection. Reads dumps of HotSpot below 2 GiB.
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

  /** A field of an instance; the name is empty if the field has a primitive type. */
  private record Held(String name, int bytes, boolean softly) {}

  private record Step(long from, String by) {}

  /** Maps object ids to numbers; a {@code HashMap} would need an object for each of millions. */
  private static final class Numbers {
    private long[] keys = new long[1 << 16];
    private int[] values = new int[1 << 16];
    private int size;

    /** Returns the place of the key, or the free one where it belongs. No object has the id 0. */
    private int place(long key) {
      int mask = keys.length - 1;
      int place = (int) ((key * 0x9E3779B97F4A7C15L) >>> 33) & mask;
      while (keys[place] != 0 && keys[place] != key) {
        place = (place + 1) & mask;
      }
      return place;
    }

    /** Returns the value, or -1 if there is none. */
    int get(long key) {
      int place = place(key);
      return key != 0 && keys[place] == key ? values[place] : -1;
    }

    void put(long key, int value) {
      if (2 * size > keys.length) {
        long[] oldKeys = keys;
        int[] oldValues = values;
        keys = new long[2 * oldKeys.length];
        values = new int[2 * oldKeys.length];
        for (int i = 0; i < oldKeys.length; i++) {
          if (oldKeys[i] != 0) {
            int place = place(oldKeys[i]);
            keys[place] = oldKeys[i];
            values[place] = oldValues[i];
          }
        }
      }
      int place = place(key);
      size += keys[place] == 0 ? 1 : 0;
      keys[place] = key;
      values[place] = value;
    }
  }

  private final ByteBuffer dump;
  private final Map<Long, String> strings = new HashMap<>();
  private final Map<Long, String> classNames = new HashMap<>();
  private final Map<Long, Type> types = new HashMap<>();
  private final Map<Long, List<Held>> held = new HashMap<>();

  /** Maps objects to their places in the file. */
  private final Numbers at = new Numbers();

  /** Holds the place of the content of each primitive array, in order. */
  private int[] contents = new int[1 << 16];

  private long[] arrays = new long[1 << 16];
  private int arrayCount;

  /** Maps objects to the number of the step that reached them first. */
  private final Numbers reached = new Numbers();

  private long[] objects = new long[1 << 16];
  private long[] from = new long[1 << 16];
  private String[] by = new String[1 << 16];
  private int reachedCount;
  private final Map<Long, Step> softly = new LinkedHashMap<>();

  HeapDump(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      dump = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
    }
    while (dump.get() != 0) {
      // Skips the name of the format.
    }
    if (dump.getInt() != 8) {
      throw new IOException("a dump of a 64-bit JVM is expected");
    }
    dump.getLong();
    read();
    int followed = 0;
    while (followed < reachedCount || !softly.isEmpty()) {
      if (followed == reachedCount) {
        softly.forEach((id, step) -> reach(id, step.from, step.by));
        softly.clear();
      } else {
        follow(objects[followed++]);
      }
    }
  }

  /** Returns the path from a root to the primitive array that contains a place in the file. */
  String holder(long offset) {
    int found = Arrays.binarySearch(contents, 0, arrayCount, (int) offset);
    int array = found >= 0 ? found : -found - 2;
    if (array < 0) {
      return "no array";
    }
    StringBuilder path = new StringBuilder();
    for (int step = reached.get(arrays[array]); step >= 0; step = reached.get(from[step])) {
      path.insert(0, " > " + by[step]);
    }
    return path.isEmpty() ? "nobody" : path.substring(3);
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
          // Threads and frames are not needed.
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
        if (arrayCount == arrays.length) {
          arrays = Arrays.copyOf(arrays, 2 * arrayCount);
          contents = Arrays.copyOf(contents, 2 * arrayCount);
        }
        arrays[arrayCount] = id;
        contents[arrayCount++] = dump.position();
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
    reach(id, 0, tag == 0x03 || tag == 0x02 ? "a thread's stack" : "a root");
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

  /** Reads a class; its static fields count as roots. */
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
        reach(dump.getLong(), 0, name + "." + field);
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

  private void reach(long id, long holder, String name) {
    if (id == 0 || reached.get(id) >= 0) {
      return;
    }
    if (reachedCount == objects.length) {
      objects = Arrays.copyOf(objects, 2 * reachedCount);
      from = Arrays.copyOf(from, 2 * reachedCount);
      by = Arrays.copyOf(by, 2 * reachedCount);
    }
    objects[reachedCount] = id;
    from[reachedCount] = holder;
    by[reachedCount] = name;
    reached.put(id, reachedCount++);
  }

  private void follow(long id) {
    int start = at.get(id);
    if (start < 0) {
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
        reach(dump.getLong(), id, name);
      }
      return;
    }
    long type = dump.getLong();
    dump.getInt();
    for (Held each : held(type)) {
      if (each.name.isEmpty()) {
        skip(each.bytes);
        continue;
      }
      long to = dump.getLong();
      if (!each.softly) {
        reach(to, id, each.name);
      } else if (to != 0) {
        softly.putIfAbsent(to, new Step(id, each.name));
      }
    }
  }

  /** Returns the fields of an instance in the order of the file, those of its supertypes last. */
  private List<Held> held(long type) {
    List<Held> known = held.get(type);
    if (known != null) {
      return known;
    }
    List<Held> all = new ArrayList<>();
    for (Type of = types.get(type); of != null; of = types.get(of.parent)) {
      for (Field field : of.fields) {
        boolean object = field.type == OBJECT_TYPE;
        all.add(
            new Held(
                object ? classNames.get(type) + "." + field.name : "",
                size(field.type),
                field.name.equals("referent")));
      }
    }
    held.put(type, all);
    return all;
  }
}
