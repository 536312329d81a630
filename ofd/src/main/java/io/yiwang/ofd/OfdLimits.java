package io.yiwang.ofd;

/**
 * Limits the size of documents. Documents are untrusted: without limits a small one can use up all
 * memory and time.
 *
 * @param fileBytes the most bytes of the file
 * @param entries the most entries of the zip
 * @param entryBytes the most bytes of one entry, unpacked
 * @param totalBytes the most bytes of all entries together, unpacked
 * @param ratio the most by which an entry above 1 MB may be larger than packed
 * @param xmlBytes the most bytes of one XML file, unpacked
 * @param xmlDepth the deepest nesting of elements in one XML file
 * @param xmlElements the most elements of one XML file
 * @param references the most references of one signature
 * @param signatures the most signatures of one document
 * @param sealBytes the most bytes of one seal with its picture
 */
public record OfdLimits(
    long fileBytes,
    int entries,
    long entryBytes,
    long totalBytes,
    int ratio,
    int xmlBytes,
    int xmlDepth,
    int xmlElements,
    int references,
    int signatures,
    int sealBytes) {
  /**
   * Limits that are enough for any real receipt or certificate, with files up to 100 MB. No file
   * needs more than a heap of 64 MB.
   */
  public static final OfdLimits DEFAULT =
      new OfdLimits(
          100L << 20,
          10_000,
          100L << 20,
          500L << 20,
          200,
          16 << 20,
          64,
          500_000,
          20_000,
          64,
          4 << 20);
}
