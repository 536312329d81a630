/** The pipe of a signed call; signing contracts, value types and callbacks. */
// Spring has no module descriptor; the modules that internal is exported to are compiled later.
@SuppressWarnings({"requires-automatic", "module"})
module io.yiwang.core {
  requires com.fasterxml.jackson.databind;
  // For who receives callbacks in a container, or with the JDK's own server.
  requires static jakarta.servlet;
  requires static jdk.httpserver;
  requires static spring.web;
  requires okhttp3;
  requires org.slf4j;
  // Not static: at run time Nullable tells the codec which parts of an answer may be absent.
  requires transitive org.jspecify;

  exports io.yiwang;
  exports io.yiwang.callbacks;
  exports io.yiwang.callbacks.httpserver;
  exports io.yiwang.callbacks.servlet;
  exports io.yiwang.callbacks.spring;
  exports io.yiwang.signing;
  exports io.yiwang.value;
  exports io.yiwang.internal.shared to
      io.yiwang.doctor,
      io.yiwang.identity,
      io.yiwang.journal,
      io.yiwang.ofd,
      io.yiwang.payments,
      io.yiwang.services,
      io.yiwang.sm;
  exports io.yiwang.internal.json to
      io.yiwang.journal,
      io.yiwang.payments,
      io.yiwang.services;
  exports io.yiwang.internal to
      io.yiwang.identity,
      io.yiwang.payments,
      io.yiwang.services;

  // Wire shapes that are nobody's business but the codec's.
  opens io.yiwang.internal to
      com.fasterxml.jackson.databind;
}
