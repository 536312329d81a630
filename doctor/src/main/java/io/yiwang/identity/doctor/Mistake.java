package io.yiwang.identity.doctor;

import io.yiwang.value.Language;

/** Names a usual mistake of those who sign, carry, verify or seal, in words for who must fix it. */
public enum Mistake {
  /** The body was parsed and written again, so its bytes are others. */
  BODY_RESERIALISED(
      "报文体被重新序列化（空白、转义、成员顺序或数字写法变了）；摘要须对实际传输的字节计算。",
      "The body was parsed and serialized again (blanks, escapes, order of members or form of"
          + " numbers"
          + " differ); the digest is over the bytes that travel."),
  /** Line ends of the body, or its last one, were changed. */
  BODY_LINE_ENDS(
      "报文体的换行符（CRLF/LF）、末尾换行或BOM被改动。",
      "The body's line ends (CRLF or LF), its last one or its byte order mark were changed."),
  /** The body travels in another charset than the one that was digested. */
  BODY_CHARSET(
      "报文体的字符集被转换（如GBK与UTF-8）；须统一为UTF-8。",
      "The body was converted between charsets (such as GBK and UTF-8); it must be UTF-8."),
  /** The body was packed or unpacked after it was digested. */
  BODY_CODING(
      "摘要对解压后的内容计算，而传输的是压缩内容；摘要须对传输的字节计算。",
      "The digest is over the content before it was compressed; it must be over the bytes that"
          + " travel."),
  /** A body was announced, and none arrived. */
  BODY_MISSING(
      "报文体缺失：首部声明了报文体而实际为空，多半已被过滤器或日志组件读走；须在其之前取得原始字节。",
      "The body is missing: the headers announce one and none is there; a filter, such as one for"
          + " logging or forms, has most likely read it before. Take the bytes before it does."),
  /** The digest belongs to other bytes, and nothing usual makes them these. */
  DIGEST_OF_ANOTHER_BODY(
      "Content-Digest是另一个报文体的摘要：报文体被改动，或摘要取自别的内容。",
      "Content-Digest is that of another body: the body was changed, or something else was"
          + " digested."),
  /** There is a body and no digest that could be checked. */
  DIGEST_MISSING(
      "有报文体而没有可识别的Content-Digest（sm3或sha-256）。",
      "There is a body and no Content-Digest of a known kind (sm3 or sha-256)."),
  /** The digest was made with another algorithm than it says. */
  DIGEST_ALGORITHM(
      "Content-Digest的算法标签与实际所用算法不符。",
      "Content-Digest was made with another algorithm than its label says."),

  /** A header was broken over several lines. */
  HEADER_FOLDED(
      "首部被折行；签名文本中折行须换成一个空格。",
      "A header was folded over lines; in the text that is signed a fold is one space."),
  /** Several header lines of one name were joined, or not joined, in another way. */
  HEADER_COMBINED(
      "同名首部的多行被合并或取舍不同；须以“, ”依次连接。",
      "Header lines with the same name were combined differently; they must be joined by a comma"
          + " and a space."),
  /** The value of a header was changed. */
  HEADER_REWRITTEN(
      "首部的值被改写（大小写、空格、charset参数）。",
      "A header's value was rewritten (case, blanks or a charset parameter)."),
  /** The method is another, or in another case. */
  METHOD_REWRITTEN("请求方法被改写，或大小写不对。", "The method was rewritten, or is in the wrong case."),
  /** The host or port is another. */
  AUTHORITY_REWRITTEN(
      "主机名或端口与签名时不同（代理改写了Host，或地址已迁移、被写死为IP）。",
      "Host or port are not those signed: a proxy rewrote Host, or an address was pinned that has"
          + " moved."),
  /** The path is another, or written in another way. */
  PATH_REWRITTEN(
      "路径被代理改写（前缀、斜杠、百分号编码）。",
      "The path was rewritten on the way (prefix, slashes or percent encoding)."),
  /** The query is another, or written in another way. */
  QUERY_REWRITTEN(
      "查询串被代理改写（顺序、编码、问号）。",
      "The query was rewritten on the way (order, encoding or the question mark)."),
  /** The status is another. */
  STATUS_REWRITTEN("应答状态码被改写。", "The status was rewritten."),
  /** The answer is bound to another request. */
  ANSWER_OF_ANOTHER_REQUEST(
      "应答绑定的是另一个请求：重试之间错配，或为重放。",
      "The answer is bound to another request: attempts were mixed up, or it is a replay."),
  /** The answer is bound to the request's signature in another form. */
  REQUEST_SIGNATURE_FORM(
      "绑定请求签名时取值形式不对；须为成员igs的值，含两端冒号。",
      "The request's signature was bound in another form; it is the member igs, colons included."),
  /** There is no request to check the answer with. */
  REQUEST_MISSING(
      "应答绑定了请求的签名，须一并提供该请求。",
      "The answer is bound to a request's signature; that request is needed as well."),
  /** The signature's parameters were written in another way than they were signed. */
  PARAMETERS_REWRITTEN(
      "Signature-Input的参数被改写（顺序、空格、引号）；须原样签名。",
      "The parameters of Signature-Input were rewritten (order, blanks or quotes); they are signed"
          + " as they are written."),
  /** The signed text was put together in another way. */
  SIGNED_TEXT_FORM(
      "待签文本的拼接方式不对（行尾、末尾换行、组件名引号、参数行）。",
      "The text to sign was put together differently (line ends, a last line end, quotes around"
          + " names, the line of parameters)."),

  /** DER where the two numbers alone should be. */
  DER_FOR_RAW("签名是DER编码；须为r‖s共64字节。", "The signature is DER; it must be r and s alone, 64 bytes."),
  /** A number lost its leading zeros, or got a zero too many. */
  HALVES_UNPADDED(
      "r或s没有补足32字节（或多了一个00）；约128次中有1次出错。",
      "r or s was not padded to 32 bytes, or has a 00 too many; some signatures in a hundred"
          + " fail."),
  /** A structure of a device's interface, each number in 64 bytes. */
  DEVICE_STRUCTURE(
      "签名是密码设备接口的结构（GM/T 0018的ECCSignature或GM/T 0016的ECCSIGNATUREBLOB，r、s各占64字节）；"
          + "须各取后32字节，共64字节。",
      "The signature is the structure of a device's interface (ECCSignature of GM/T 0018,"
          + " ECCSIGNATUREBLOB of GM/T 0016) with 64 bytes for each number; take the last 32 of"
          + " each, 64 in all."),
  /** The public key behind the two numbers. */
  KEY_APPENDED(
      "签名后面附了公钥（r‖s‖X‖Y）；须只有r‖s共64字节。",
      "The public key follows the signature (r, s, X, Y); it must be r and s alone, 64 bytes."),
  /** The byte 04 before the two numbers. */
  PREFIX_BEFORE_R(
      "签名前多了一个字节04（那是公钥的前缀）；须为r‖s共64字节。",
      "A byte 04 precedes r, as it does a public key; it must be r and s alone, 64 bytes."),
  /** The numbers with their last byte first. */
  HALVES_LITTLE_ENDIAN(
      "r、s是小端字节序；须为大端。", "r and s have their last byte first; they must be big-endian."),
  /** The second number was replaced by its negative, as is usual for ECDSA. */
  LOW_S(
      "s被换成了n-s（ECDSA库的low-S规范化）；SM2签名不可如此改动。",
      "s was replaced by n - s (low-S, as libraries for ECDSA do); no SM2 signature survives that."),
  /** The second number comes first. */
  HALVES_SWAPPED("r与s的次序颠倒。", "r and s are in the wrong order."),
  /** The two numbers as a text. */
  HALVES_AS_TEXT(
      "签名是“r#s”文本；须为r‖s共64字节。", "The signature is a text r#s; it must be r and s alone, 64 bytes."),
  /** Hexadecimal digits where base64 should be. */
  HEX_FOR_BASE64("值是十六进制文本；须为Base64。", "The value is hexadecimal; it must be base64."),
  /** Base64 of base64. */
  BASE64_TWICE("值被Base64编码了两次。", "The value was base64 encoded twice."),
  /** Base64 broken over lines. */
  BASE64_LINE_BREAKS("Base64中带有换行或空格。", "The base64 is broken by line ends or blanks."),
  /** Base64 of the kind for URLs, or without its padding. */
  BASE64_ALPHABET(
      "用了URL安全的Base64字母表，或缺少末尾的“=”。",
      "The base64 is in the alphabet for URLs, or lacks its closing equals signs."),
  /** Not the syntax of a byte sequence. */
  FIELD_SYNTAX(
      "首部不合结构化字段语法；字节序列须写作 名=:Base64:。",
      "The header is not in the syntax of structured fields; a byte sequence is name=:base64:."),

  /** An own key is used where the other side's should be, or the other way round. */
  OWN_KEY(
      "签名由己方的密钥作出：双方公钥放反，或报文被原样退回。",
      "It was signed with your own key: the two sides' keys were mixed up, or the message was"
          + " sent back."),
  /** Another known key than the one it names. */
  OTHER_KEY(
      "签名所用密钥不是keyid所指的那一把。", "It was signed with another key than the one that keyid names."),
  /** Nobody's key has that id. */
  KEY_UNKNOWN("keyid不是任何已知密钥的标识。", "No known key has the id that keyid names."),
  /** The private key was read wrongly by whoever signed. */
  PRIVATE_KEY_MISREAD(
      "签名方读错了私钥（开头的00字节、符号位，或把PKCS#8/SEC1外壳当作裸数）。",
      "The signer misread its private key (a leading 00, the sign, or the shell of PKCS#8 or SEC1"
          + " taken for the bare number)."),
  /** The key is given with a byte 04 too many or too few. */
  PUBLIC_KEY_PREFIX(
      "公钥的04前缀重复或缺失；须为04‖X‖Y共65字节。",
      "The public key has its prefix 04 twice, or lacks it; it must be 04, X and Y, 65 bytes."),
  /** Another user id went into Z. */
  WRONG_USER_ID(
      "SM2用户标识不同；须为16字节ASCII 1234567812345678。",
      "Another SM2 user id was used; it must be the 16 ASCII bytes 1234567812345678."),
  /** The user id with the zero that ends a text in C. */
  USER_ID_TERMINATED(
      "SM2用户标识带上了C字符串结尾的00字节；须为16字节。",
      "The SM2 user id was taken with the 00 that ends a text in C; it must have 16 bytes."),
  /** The public key was used as the user id. */
  USER_ID_IS_KEY(
      "把公钥当作SM2用户标识；须为16字节ASCII 1234567812345678。",
      "The public key was taken for the SM2 user id; it must be the 16 ASCII bytes"
          + " 1234567812345678."),
  /** The length of the user id in another unit. */
  USER_ID_LENGTH(
      "Z中的用户标识长度（ENTL）按字节计；须按比特计，16字节为0080。",
      "The length of the user id in Z (ENTL) was given in bytes; it is in bits, 0080 for 16 bytes."),
  /** What Z is a hash of, itself. */
  Z_NOT_HASHED(
      "Z没有先做SM3，而是把其各部分直接接在消息前；Z须为SM3值。",
      "Z was not hashed: its parts were put before the message themselves; Z is their SM3."),
  /** Z behind the message. */
  Z_AFTER_TEXT(
      "Z接在了消息后面（SM3(M‖Z)）；须为SM3(Z‖M)。", "Z was put behind the message; it comes before it."),
  /** Z of a key that did not sign. */
  Z_OF_OTHER_KEY(
      "Z用了另一把公钥（如对方的）计算；须用签名者自己的公钥。",
      "Z was computed with another public key, such as the other side's; it takes the signer's own."),
  /** The digest in hexadecimal was signed. */
  DIGEST_AS_TEXT(
      "签名的是杂凑值的十六进制文本；须为其32个字节。",
      "The digest was signed as a text of hexadecimal digits; it must be its 32 bytes."),
  /** The user's part of the digest was left out. */
  Z_LEFT_OUT(
      "对消息直接做SM3而未加入Z（hash=false）；e须为SM3(Z‖M)。",
      "The message was digested without Z (hash=false); e must be SM3 of Z and the message."),
  /** The message was taken for a digest. */
  NOT_HASHED(
      "消息未经杂凑直接当作摘要签名（hash=false）。", "The message itself was taken for the digest (hash=false)."),
  /** The digest was taken for the message. */
  HASHED_TWICE(
      "先做摘要再对摘要签名，杂凑了两次；须对消息本身签名。",
      "A digest of the text was signed as if it were the text; sign the text itself."),
  /** Another algorithm than the key's. */
  WRONG_ALGORITHM(
      "实际所用算法或其参数与密钥登记的不符（文档与实现不一致）。",
      "Another algorithm, or other parameters of it, were used than the key is registered for."),

  /** The clocks are apart. */
  CLOCK(
      "签名时间与本机时间相差超过300秒，或签名已过期：校准时钟，或报文是旧的。",
      "It was signed more than 300 s before or after it was checked, or has expired: correct the"
          + " clock, or the message is old."),
  /** The time is in another unit or zone. */
  TIME_UNIT(
      "created不是UTC的秒数（用了毫秒，或把北京时间当作UTC）。",
      "created is not in seconds of UTC: it is in milliseconds, or China time taken for UTC."),
  /** The signature does not cover what it must, or lacks a parameter. */
  COVERAGE(
      "签名没有按规定覆盖应覆盖的部分，或缺少规定的参数。",
      "The signature does not cover what it must, or lacks a parameter that it must have."),
  /** The signature covers what a capture has left out. */
  MASKED(
      "抓取文件屏蔽了签名所覆盖的部分，无法据此验证该签名；不表示有错。应答的签名仍可验证。",
      "The capture masks what the signature covers, so it cannot be checked from this file; that"
          + " is not a mistake. The answer's signature can still be checked."),
  /** There is no signature. */
  UNSIGNED(
      "没有签名：应答来自代理或负载均衡，或请求没有经过签名。",
      "It is not signed: an answer came from a proxy or load balancer, or a request was sent"
          + " without being signed."),

  /** The parts of the encrypted key are in another order. */
  CIPHER_LAYOUT(
      "SM2密文的次序或形式不对；须为C1C3C2。", "The SM2 ciphertext has another layout; it must be C1, C3, C2."),
  /** A structure of a device's interface. */
  CIPHER_STRUCTURE(
      "SM2密文是密码设备接口的结构（GM/T 0018的ECCCipher或GM/T 0016的ECCCIPHERBLOB）；须为C1C3C2。",
      "The SM2 ciphertext is the structure of a device's interface (ECCCipher of GM/T 0018,"
          + " ECCCIPHERBLOB of GM/T 0016); it must be C1, C3, C2."),
  /** The point is compressed. */
  CIPHER_COMPRESSED(
      "SM2密文的C1是压缩点（02或03开头）；须为04‖X‖Y。",
      "C1 of the SM2 ciphertext is a compressed point (02 or 03); it must be 04, X and Y."),
  /** The point lacks its prefix, or has it twice. */
  CIPHER_PREFIX(
      "SM2密文的04前缀缺失或重复；须为04‖C1‖C3‖C2共113字节。",
      "The SM2 ciphertext lacks its prefix 04, or has it twice; it must have 113 bytes."),
  /** Another mode than GCM. */
  CIPHER_MODE("内容用了ECB或CBC；须为GCM。", "The content was encrypted with ECB or CBC; it must be GCM."),
  /** The content key was read as a text. */
  CONTENT_KEY_FORM(
      "对称密钥被当作十六进制或文本处理；须为原始字节。",
      "The content key was handled as hexadecimal or as a text; it must be the bare bytes."),
  /** iv and tag are somewhere else. */
  IV_OR_TAG_MISPLACED(
      "iv或tag被拼进了ct，或所用iv是固定值而不是所附的iv；须各自成项，iv每次随机。",
      "iv or tag were joined to ct, or a fixed iv was used instead of the one supplied; each"
          + " must be in its own member, and iv must be random."),
  /** The additional data is another. */
  ADDITIONAL_DATA(
      "附加数据不是该成员的JSON Pointer（或没有附加数据），或密文被移到了另一成员。",
      "The additional data is not the member's JSON Pointer, or there is none, or the value was"
          + " moved to another member."),
  /** RSA with other parameters. */
  PADDING(
      "RSA填充参数不对；须为OAEP，两个摘要都是SHA-256。",
      "RSA was padded differently; it must be OAEP with SHA-256 for both digests."),
  /** The text is in another charset. */
  TEXT_CHARSET("明文不是UTF-8。", "The decrypted text is not UTF-8."),

  /** Nothing usual explains it. */
  UNEXPLAINED(
      "不属于常见错误：逐字节比较双方的待签文本，并核对密钥。",
      "No usual mistake explains it: compare both sides' text to sign byte by byte, and the keys.");

  private final String chinese;
  private final String english;

  Mistake(String chinese, String english) {
    this.chinese = chinese;
    this.english = english;
  }

  /** Returns what is wrong and what would be right, in Chinese. */
  public String chinese() {
    return chinese;
  }

  /** Returns what is wrong and what would be right, in English. */
  public String english() {
    return english;
  }

  /** Returns what is wrong and what would be right, in Chinese or in English. */
  public String text(Language language) {
    return language.isChinese() ? chinese : english;
  }
}
