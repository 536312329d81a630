package io.yiwang.ofd;

import io.yiwang.ofd.Container.Entry;

/**
 * A signature as the list of signatures names it.
 *
 * @param file its {@code Signature.xml}
 * @param isSeal whether a seal is announced, as where the type is absent
 */
record SignaturePart(String id, boolean isSeal, Entry file, SignatureXml xml) {}
