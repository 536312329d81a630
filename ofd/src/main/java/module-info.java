/** OFD documents, such as fiscal receipts, and their electronic seals. */
module io.yiwang.ofd {
  requires transitive io.yiwang.identity;
  requires transitive io.yiwang.sm;
  requires java.xml;
  requires org.bouncycastle.provider;
  requires static transitive org.jspecify;

  exports io.yiwang.ofd;
}
