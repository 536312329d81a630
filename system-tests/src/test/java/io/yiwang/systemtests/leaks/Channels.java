package io.yiwang.systemtests.leaks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalAmount;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Writes everything by which data could leave the process to files, one for each channel, which are
 * searched afterwards. It buffers nothing, as the process's memory is searched as well.
 */
final class Channels {
  private final Path folder;
  private final Map<String, OutputStream> open = new HashMap<>();
  private final Set<Integer> threads = new HashSet<>();

  Channels(Path folder) throws IOException {
    this.folder = Files.createDirectories(folder);
  }

  synchronized void write(String channel, String text) {
    try {
      OutputStream out = open.get(channel);
      if (out == null) {
        out = new FileOutputStream(folder.resolve(channel).toFile(), true);
        open.put(channel, out);
      }
      out.write((text + "\n").getBytes(UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes an exception with its trace, its causes and its suppressed exceptions. */
  void thrown(Throwable thrown) {
    thrown("", thrown, 0);
  }

  private void thrown(String relation, Throwable thrown, int depth) {
    write("thrown", relation + thrown);
    for (StackTraceElement each : thrown.getStackTrace()) {
      write("thrown", "  at " + each);
    }
    if (depth == 10) {
      return;
    }
    for (Throwable each : thrown.getSuppressed()) {
      thrown("suppressed: ", each, depth + 1);
    }
    if (thrown.getCause() != null) {
      thrown("caused by: ", thrown.getCause(), depth + 1);
    }
  }

  /** Writes the {@code toString} of an object and of each object that it consists of. */
  void printed(Object object) {
    if (object == null || isValue(object)) {
      return;
    }
    if (object instanceof Throwable thrown) {
      thrown(thrown);
    } else if (object instanceof Optional<?> optional) {
      optional.ifPresent(this::printed);
    } else if (object instanceof Iterable<?> many) {
      many.forEach(this::printed);
    } else if (object instanceof Map<?, ?> map) {
      map.values().forEach(this::printed);
    } else if (object instanceof Object[] array) {
      for (Object each : array) {
        printed(each);
      }
    }
    if (object.getClass().getName().startsWith("io.yiwang.")) {
      write("printed", object.getClass().getName() + " is " + object);
      if (object.getClass().isRecord()) {
        components(object);
      }
    }
  }

  private void components(Object object) {
    for (RecordComponent each : object.getClass().getRecordComponents()) {
      try {
        each.getAccessor().setAccessible(true);
        printed(each.getAccessor().invoke(object));
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** Returns whether an object's text is its value, which nobody prints by mistake. */
  private static boolean isValue(Object object) {
    return object instanceof CharSequence
        || object instanceof Number
        || object instanceof Boolean
        || object instanceof Enum
        || object instanceof byte[]
        || object instanceof Path
        || object instanceof TemporalAccessor
        || object instanceof TemporalAmount;
  }

  /** Writes the names of all threads, each once. */
  synchronized void threads() {
    Thread[] all = new Thread[Thread.activeCount() + 100];
    int count = Thread.enumerate(all);
    for (int i = 0; i < count; i++) {
      if (threads.add(all[i].getName().hashCode())) {
        write("threads", all[i].getName());
      }
    }
  }
}
