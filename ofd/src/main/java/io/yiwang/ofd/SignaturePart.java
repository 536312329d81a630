package io.yiwang.ofd;

/**
 * Describes a signature of the document's list of signatures.
 *
 * @param file its {@code Signature.xml}
 * @param isSeal whether the list announces a seal, which is also the default
 */
record SignaturePart(String id, boolean isSeal, Entry file, SignatureXml xml) {}
