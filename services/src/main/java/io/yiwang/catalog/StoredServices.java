package io.yiwang.catalog;

import io.yiwang.internal.json.StoredJson;
import io.yiwang.internal.json.UnstorableException;
import io.yiwang.value.Language;
import java.io.IOException;
import java.util.Arrays;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/** Reads services back from the index. */
final class StoredServices {
  private final Kinds kinds;

  StoredServices(Kinds kinds) {
    this.kinds = kinds;
  }

  /**
   * Returns the service of a document.
   *
   * @param language to return it in, if the index has it in that language
   */
  ServiceSummary read(int document, @Nullable Language language) throws IOException {
    ServiceSummary service = read(document, ServiceDocuments.JSON);
    if (service == null) {
      throw new IOException("a service of the local catalog is missing");
    }
    if (language == null || isIn(language, service)) {
      return service;
    }
    ServiceSummary second = read(document, ServiceDocuments.SECOND_JSON);
    return second != null && isIn(language, second) ? second : service;
  }

  private static boolean isIn(Language language, ServiceSummary service) {
    return language.tag().equalsIgnoreCase(ServiceDocuments.languageOf(service).tag());
  }

  private @Nullable ServiceSummary read(int document, String field) throws IOException {
    LeafReaderContext segment = kinds.segmentOf(document);
    BinaryDocValues values = DocValues.getBinary(segment.reader(), field);
    if (!values.advanceExact(document - segment.docBase)) {
      return null;
    }
    BytesRef json = values.binaryValue();
    try {
      return StoredJson.CLEAR.read(
          Arrays.copyOfRange(json.bytes, json.offset, json.offset + json.length),
          ServiceSummary.class);
    } catch (UnstorableException e) {
      throw new IOException("a service of the local catalog cannot be read" + e.getMessage());
    }
  }
}
