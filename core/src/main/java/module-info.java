/** The pipe of a signed call, and the features every app uses. */
@SuppressWarnings("requires-automatic") // pinyin4j and Spring have no module descriptor.
module io.yiwang.core {
  requires com.fasterxml.jackson.databind;
  requires transitive java.sql;
  // For who receives callbacks in a container, or with the JDK's own server.
  requires static jakarta.servlet;
  requires static jdk.httpserver;
  requires static spring.web;
  // For who reads or draws the images of codes.
  requires static com.google.zxing;
  requires static java.desktop;
  requires okhttp3;
  requires static org.apache.lucene.core;
  requires static pinyin4j;
  // For the backup of a journal in a file.
  requires static org.xerial.sqlitejdbc;
  requires org.slf4j;
  // Not static: at run time Nullable tells the codec which parts of an answer may be absent.
  requires transitive org.jspecify;

  exports io.yiwang;
  exports io.yiwang.callbacks;
  exports io.yiwang.callbacks.httpserver;
  exports io.yiwang.callbacks.servlet;
  exports io.yiwang.callbacks.spring;
  exports io.yiwang.catalog;
  exports io.yiwang.journal;
  exports io.yiwang.messages;
  exports io.yiwang.notices;
  exports io.yiwang.qr;
  exports io.yiwang.signing;
  exports io.yiwang.value;

  // Wire shapes that are nobody's business but the codec's.
  opens io.yiwang.internal to
      com.fasterxml.jackson.databind;
  opens io.yiwang.messages to
      com.fasterxml.jackson.databind;
}
