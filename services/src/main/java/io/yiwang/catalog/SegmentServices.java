package io.yiwang.catalog;

import java.io.IOException;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.SortedDocValues;
import org.apache.lucene.util.Bits;
import org.jspecify.annotations.Nullable;

/** Reads the kind and the level of the services in one segment of the index. */
final class SegmentServices {
  private final Kinds kinds;
  private final LeafReaderContext segment;
  private final @Nullable Bits live;
  private SortedDocValues names;
  private NumericDocValues levels;

  SegmentServices(Kinds kinds, LeafReaderContext segment) throws IOException {
    this.kinds = kinds;
    this.segment = segment;
    live = segment.reader().getLiveDocs();
    names = DocValues.getSorted(segment.reader(), ServiceDocuments.OF_KIND);
    levels = DocValues.getNumeric(segment.reader(), ServiceDocuments.LEVEL);
  }

  /**
   * Moves to a document of the segment.
   *
   * @return whether it is of a kind, and has not been deleted
   */
  boolean moveTo(int document) throws IOException {
    if (live != null && !live.get(document)) {
      return false;
    }
    if (names.docID() > document) {
      // The engine's values are read forwards only.
      names = DocValues.getSorted(segment.reader(), ServiceDocuments.OF_KIND);
      levels = DocValues.getNumeric(segment.reader(), ServiceDocuments.LEVEL);
    }
    return names.advanceExact(document);
  }

  /** Returns the kind of the document, by number. */
  int kind() throws IOException {
    return kinds.number(segment, names.ordValue());
  }

  /** Returns the level of the document: 0 where it has no region. */
  long level() throws IOException {
    return levels.advanceExact(names.docID()) ? levels.longValue() : 0;
  }

  /** Returns the document by its number in the whole index. */
  int document() {
    return segment.docBase + names.docID();
  }
}
