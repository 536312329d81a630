package io.yiwang.ofd;

/**
 * Describes one file within a container.
 *
 * @param method the zip's number of the compression method
 * @param packed the compressed size in bytes
 * @param size the size in bytes
 * @param offset of its local header in the zip
 */
record Entry(String name, int method, long crc, long packed, long size, long offset) {
  static final int STORED = 0;
  static final int DEFLATED = 8;
}
