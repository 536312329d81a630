package io.yiwang.callbacks;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** The names of one process, the oldest forgotten first. */
final class SeenInMemory implements SeenCallbacks {
  private final Map<String, Long> names;

  SeenInMemory(int most) {
    if (most < 1) {
      throw new IllegalArgumentException("most must be 1 or more, got " + most);
    }
    names =
        new LinkedHashMap<>() {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > most;
          }
        };
  }

  @Override
  public synchronized boolean isFirst(String nonce, Instant until) {
    return names.putIfAbsent("nonce " + nonce, 0L) == null;
  }

  @Override
  public synchronized Standing standing(String event, String object, long revision) {
    if (names.containsKey("event " + event)) {
      return Standing.REPEATED;
    }
    Long newest = names.get("object " + object);
    return newest != null && newest >= revision ? Standing.OUTDATED : Standing.NEW;
  }

  @Override
  public synchronized void handled(String event, String object, long revision, Instant until) {
    names.put("event " + event, 0L);
    names.merge("object " + object, revision, Math::max);
  }
}
