/** The pipe of a signed call, and the features every app uses. */
module io.yiwang.core {
  requires com.fasterxml.jackson.databind;
  requires okhttp3;
  requires org.slf4j;
  requires static transitive org.jspecify;

  exports io.yiwang;
  exports io.yiwang.signing;
  exports io.yiwang.value;
}
