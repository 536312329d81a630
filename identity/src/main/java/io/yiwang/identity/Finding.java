package io.yiwang.identity;

import io.yiwang.value.Language;

/**
 * Says what was found in a signed document and what follows from it, in words for readers who are
 * not programmers.
 */
public enum Finding {
  /** The document is the one that was signed. */
  DOCUMENT_INTACT(Effect.GOOD, "文件与签名时一致，未被改动。", "The document is the one that was signed."),
  /** The statement is the one that was signed. */
  STATEMENT_INTACT(Effect.GOOD, "声明文本与签名人所签一致。", "The statement is the one that was signed."),
  /** The signature was made with the key of the certificate. */
  SIGNATURE_HOLDS(
      Effect.GOOD, "签名由证书对应的私钥作出。", "The signature was made with the key of the certificate."),
  /** The certificate leads to a trusted authority. */
  CERTIFICATE_TRUSTED(
      Effect.GOOD,
      "签名时证书有效，并由受信任的机构签发。",
      "At the time of signing the certificate was in force and issued under a trusted authority."),
  /** The certificate was not revoked. */
  NOT_REVOKED(Effect.GOOD, "签名时证书未被吊销。", "At the time of signing the certificate was not revoked."),
  /** A trusted authority has stamped the time. */
  TIME_PROVEN(
      Effect.GOOD,
      "签名时间由受信任的时间戳机构证明。",
      "The time of signing is proven by a trusted time stamp authority."),
  /** The time is the signer's own word. */
  TIME_CLAIMED(
      Effect.GOOD,
      "签名时间由签名人自报，没有时间戳；证书至今有效。",
      "The time of signing is the signer's own claim, without a time stamp; the certificate is"
          + " still in force."),
  /** Revocation was not looked at, or nothing is known and the policy takes that. */
  REVOCATION_NOT_PROVEN(
      Effect.GOOD,
      "未核实证书是否被吊销（按所选策略不影响结论）。",
      "Whether the certificate was revoked has not been established (the chosen policy accepts"
          + " that)."),

  /** The seal is whole and its maker is trusted. */
  SEAL_GENUINE(
      Effect.GOOD, "印章完整，由受信任的制章机构制作。", "The seal is intact and was made by a trusted seal maker."),
  /** The seal may be used by the signer, at that time. */
  SEAL_OF_SIGNER(
      Effect.GOOD,
      "签名人属于该印章登记的用印人，且用印时印章在有效期内。",
      "The signer is authorized to use the seal, and the seal was in force."),
  /** The claimed time is believed, because the caller's policy says so. */
  TIME_BELIEVED(
      Effect.GOOD,
      "按所选策略采信自报的签章时间（在印章和证书有效期内），该时间没有时间戳证明。",
      "The chosen policy accepts the claimed time, which is within the periods of the seal and"
          + " the certificate; no time stamp proves it."),
  /** Several have signed; the verdict is the worst of theirs. */
  SEVERAL_SIGNERS(
      Effect.GOOD,
      "有多个签名人，逐一核实，以最差者为结论。",
      "There are several signers; each signature is checked, and the worst result decides."),

  /** A trusted certificate is no longer in force, and nothing proves the time. */
  TIME_NOT_PROVEN(
      Effect.INDETERMINATE,
      "证书现已过期，或在自报的签名时间之后被吊销，且没有时间戳证明签名作出在先。",
      "The certificate has since expired or been revoked, and no time stamp proves that the"
          + " signature was made before."),
  /** Nothing is known of revocation, and the policy asks for it. */
  REVOCATION_UNKNOWN(
      Effect.INDETERMINATE,
      "无法确定签名时证书是否被吊销。",
      "It cannot be established whether the certificate was revoked at the time of signing."),
  /** No chain to an authority that is trusted here. */
  CERTIFICATE_UNTRUSTED(
      Effect.INDETERMINATE,
      "证书不是由此处信任的机构签发，或其证书链在签名时无效。",
      "The certificate was not issued under an authority trusted here, or its chain was not valid"
          + " at the time of signing."),
  /** The certificate did not come along. */
  CERTIFICATE_MISSING(
      Effect.INDETERMINATE, "签名中没有签名人的证书。", "The signer's certificate is not in the signature."),
  /** The signature does not name its certificate. */
  CERTIFICATE_NOT_NAMED(
      Effect.INDETERMINATE,
      "签名没有指明所用证书，同一密钥的其他证书可以被替换进来。",
      "The signature does not say which certificate it belongs to; another certificate of the same"
          + " key could take its place."),
  /** The time stamp's authority is not trusted here. */
  TIMESTAMP_UNTRUSTED(
      Effect.INDETERMINATE,
      "时间戳不是由此处信任的机构签发，或其证书状态无法确定。",
      "The time stamp was not issued by an authority trusted here, or its certificate's state"
          + " cannot be established."),
  /** A part of the document is not covered, and the caller's policy does not call that invalid. */
  PARTS_NOT_COVERED_BY_POLICY(
      Effect.INDETERMINATE,
      "文档的部分内容不在签名保护范围内（按所选策略不判为无效）。",
      "Parts of the document are not covered by the signature (the chosen policy does not call it"
          + " invalid for that)."),
  /** Who made the seal is not trusted here. */
  SEAL_MAKER_UNTRUSTED(
      Effect.INDETERMINATE,
      "制章人证书不是由此处信任的机构签发，或制章时无效。",
      "The certificate of the seal's maker was not issued under an authority trusted here, or was"
          + " not valid when the seal was made."),
  /** A version of the structure that is not known here. */
  FORM_NOT_READ(
      Effect.INDETERMINATE,
      "签章数据的版本或形式不被支持，无法核实。",
      "The signature has a version or form that is not supported; it cannot be checked."),
  /** The time stamp is in a form that is not read here. */
  TIMESTAMP_NOT_READ(
      Effect.INDETERMINATE,
      "时间戳的格式或算法无法识别，不能据此证明签名时间。",
      "The time stamp has a form or an algorithm that is not supported; it proves no time."),
  /** An algorithm that is unknown, or no longer safe. */
  ALGORITHM_NOT_ACCEPTED(
      Effect.INDETERMINATE,
      "签名所用的算法不被支持或已不安全，无法核实签名。",
      "The signature uses an algorithm that is not supported or no longer safe; it cannot be"
          + " checked."),
  /** A statement was signed and none is at hand. */
  STATEMENT_NOT_COMPARED(
      Effect.INDETERMINATE,
      "签名涵盖一段声明文本，但没有提供该文本以供核对。",
      "The signature covers a statement, but no statement was given to compare it with."),
  /** Nothing says when it was signed. */
  TIME_MISSING(Effect.INDETERMINATE, "签名没有载明签名时间。", "The signature does not say when it was made."),

  /** The file is not a signature that can be read. */
  MALFORMED(Effect.INVALID, "签名文件无法识别或已损坏。", "The signature cannot be read, or is damaged."),
  /** A part of the document is not covered. */
  PARTS_NOT_COVERED(
      Effect.INVALID,
      "文档的部分内容不在签名保护范围内，可能在签章后被添加或改动。",
      "Parts of the document are not covered by the signature; they may have been added or changed"
          + " after sealing."),
  /** The parts are covered by digests that anybody can match, or by none. */
  DIGEST_REFUSED(
      Effect.INVALID,
      "文档各部分使用的杂凑算法不是SM3，不能防止改动。",
      "The parts of the document are covered by a digest other than SM3, which does not keep them"
          + " from being changed."),
  /** The seal's maker has not signed it. */
  SEAL_FORGED(
      Effect.INVALID,
      "印章数据不是由制章人签发，或已被改动。",
      "The seal was not signed by its maker, or was changed."),
  /** The signer is not among those the seal is for. */
  SEAL_OF_OTHERS(
      Effect.INVALID, "签名人不在该印章登记的用印人之列。", "The signer is not authorized to use the seal."),
  /** The seal was used outside its period. */
  SEAL_NOT_IN_FORCE(
      Effect.INVALID, "用印时印章尚未生效或已过期。", "The seal was not in force when it was used."),
  /** The loose copy of the seal is of another. */
  SEAL_SUBSTITUTED(
      Effect.INVALID,
      "文档中另存的印章与签名所用的印章不同。",
      "The seal stored beside the signature is not the one that was used."),
  /** Nobody has signed. */
  NOT_SIGNED(Effect.INVALID, "签名文件中没有任何签名。", "The signature file contains no signature."),
  /** The signature, which is over the document itself, does not verify. */
  SIGNATURE_OF_ANOTHER(
      Effect.INVALID,
      "签名与文件不符：文件已被改动或不是所签的文件，或签名不是由证书对应的私钥作出。",
      "The signature does not belong to this document: the document was changed or is a"
          + " different one, or the signature was not made with the key of the certificate."),
  /** The document is another. */
  DOCUMENT_CHANGED(
      Effect.INVALID,
      "文件与签名时不一致：文件已被改动，或不是所签的文件。",
      "The document is not the one that was signed: it was changed, or is a different one."),
  /** The statement is another. */
  STATEMENT_CHANGED(
      Effect.INVALID, "声明文本与签名人所签不一致。", "The statement is not the one that was signed."),
  /** No statement was signed, and one is claimed. */
  STATEMENT_NOT_SIGNED(Effect.INVALID, "签名没有涵盖声明文本。", "The signature does not cover a statement."),
  /** The signature does not verify. */
  SIGNATURE_WRONG(
      Effect.INVALID,
      "签名不是由证书对应的私钥作出，或签名数据已被改动。",
      "The signature was not made with the key of the certificate, or was changed."),
  /** The signature names another certificate. */
  CERTIFICATE_SUBSTITUTED(
      Effect.INVALID, "签名指明的证书与所附证书不同。", "The signature names another certificate."),
  /** Not in force when it was used. */
  CERTIFICATE_NOT_IN_FORCE(
      Effect.INVALID,
      "签名时证书尚未生效或已过期。",
      "At the time of signing the certificate was not yet in force, or had expired."),
  /** Not for signing. */
  CERTIFICATE_NOT_FOR_SIGNING(
      Effect.INVALID, "该证书不得用于签署文件。", "The certificate may not be used to sign documents."),
  /** Revoked when it was used. */
  CERTIFICATE_REVOKED(
      Effect.INVALID, "签名时证书已被吊销。", "At the time of signing the certificate was revoked."),
  /** The time stamp is of something else, or does not verify. */
  TIMESTAMP_WRONG(
      Effect.INVALID,
      "时间戳与此签名不符，或已被改动。",
      "The time stamp does not belong to this signature, or was changed."),
  /** Signed in the future. */
  TIME_IMPOSSIBLE(
      Effect.INVALID,
      "自报的签名时间晚于时间戳或当前时间。",
      "The claimed time of signing is after the time stamp, or in the future.");

  /** What follows. */
  enum Effect {
    GOOD,
    INDETERMINATE,
    INVALID
  }

  private final Effect effect;
  private final String chinese;
  private final String english;

  Finding(Effect effect, String chinese, String english) {
    this.effect = effect;
    this.chinese = chinese;
    this.english = english;
  }

  Effect effect() {
    return effect;
  }

  /** Returns the finding in Chinese, one sentence. */
  public String chinese() {
    return chinese;
  }

  /** Returns the finding in English, one sentence. */
  public String english() {
    return english;
  }

  /** Returns the finding as one sentence, in Chinese or in English. */
  public String text(Language language) {
    return language.isChinese() ? chinese : english;
  }
}
