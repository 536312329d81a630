package io.yiwang.catalog;

import java.util.Arrays;

/** Lists services by their documents, with the kind and the level of each; ten bytes a service. */
final class ServiceList {
  private int size;
  private int[] documents = new int[256];
  private int[] kinds = new int[256];
  private byte[] levels = new byte[256];

  void add(int document, int kind, long level) {
    if (size == documents.length) {
      documents = Arrays.copyOf(documents, 2 * size);
      kinds = Arrays.copyOf(kinds, 2 * size);
      levels = Arrays.copyOf(levels, 2 * size);
    }
    documents[size] = document;
    kinds[size] = kind;
    levels[size++] = (byte) level;
  }

  int size() {
    return size;
  }

  int document(int index) {
    return documents[index];
  }

  int kind(int index) {
    return kinds[index];
  }

  long level(int index) {
    return levels[index];
  }
}
