package io.yiwang.ofd;

/**
 * Says how much of a file is read. A document is anybody's: without limits a small one can take all
 * memory and time there is.
 *
 * @param fileBytes of the file itself
 * @param entries in the zip
 * @param entryBytes of one entry, unpacked
 * @param totalBytes of all entries together, unpacked
 * @param ratio how many times larger than packed an entry above 1 MB may be
 * @param xmlBytes of one XML file, unpacked
 * @param xmlDepth of elements in one XML file
 * @param xmlElements in one XML file
 * @param references of one signature
 * @param signatures of one document
 * @param sealBytes of one seal with its picture
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
   * Enough for any real receipt or certificate, files to 100 MB, and little enough for a heap of 64
   * MB, whatever the file is.
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
