/** The catalog and its local index, messages, notices, and codes. */
@SuppressWarnings("requires-automatic") // pinyin4j has no module descriptor.
module io.yiwang.services {
  requires transitive io.yiwang.core;
  requires transitive io.yiwang.journal;
  requires com.fasterxml.jackson.annotation;
  requires com.google.zxing;
  requires java.desktop;
  requires org.apache.lucene.core;
  requires org.slf4j;
  requires pinyin4j;
  requires static transitive org.jspecify;

  exports io.yiwang.catalog;
  exports io.yiwang.messages;
  exports io.yiwang.notices;
  exports io.yiwang.qr;

  // The codec reads and writes package-private records.
  opens io.yiwang.messages to
      com.fasterxml.jackson.databind;
}
