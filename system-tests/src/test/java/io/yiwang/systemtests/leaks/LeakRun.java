package io.yiwang.systemtests.leaks;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.yiwang.signing.Ed25519Signer;
import io.yiwang.testkit.Citizen;
import io.yiwang.testkit.GovSandbox;
import io.yiwang.testkit.NextFault;
import io.yiwang.testkit.SandboxScheme;
import io.yiwang.testkit.Seed;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.StringWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.math.BigInteger;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PKCS8Generator;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8EncryptorBuilder;
import org.bouncycastle.util.io.pem.PemWriter;

/** Runs a {@link LeakNode} with a sandbox, and answers its requests for marks and faults. */
final class LeakRun {
  /** The order of sm2p256v1's group (GB/T 32918.5). */
  private static final BigInteger SM2_ORDER =
      new BigInteger("FFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123", 16);

  /** Is true if every fault is caused with every operation, which takes a minute. */
  static final boolean ALL = Boolean.getBoolean("leaks.all");

  /** The operations that meet every fault: a query, a command and a download. */
  private static final Set<String> WITH_ALL_FAULTS =
      Set.of("message.status", "message.submit", "fine.receiptDocument");

  private static final List<String> PLANTS =
      List.of(
          "slf4j", "jul", "out", "err", "thrown", "printed", "threads", "temp", "journal", "idle",
          "closed");

  private final Path folder;
  private final Marks marks = new Marks();
  private final Map<String, String> values = new LinkedHashMap<>();
  private GovSandbox sandbox;

  LeakRun(Path folder) {
    this.folder = folder;
  }

  Marks marks() {
    return marks;
  }

  private void mark(String name, String text) {
    marks.text(name, text);
    values.put(name, text);
  }

  void run() throws Exception {
    try (GovSandbox open = GovSandbox.builder().scheme(SandboxScheme.SM2).tls(true).start();
        Strangers strangers = new Strangers("司徒静远")) {
      sandbox = open;
      marks.text("stranger's name", "司徒静远");
      values.put("stranger", strangers.url());
      values.put("stranger-ways", Strangers.ways());
      people();
      texts();
      keys();
      settings();
      start();
    }
  }

  private void people() {
    Citizen citizen = sandbox.seed().citizens().get(0);
    mark("name", citizen.name());
    mark("id-number", citizen.idNumber());
    mark("token", sandbox.accessToken(citizen).value());
    List<Seed.Fine> fines = sandbox.seed().payableFines("330106");
    for (int i = 1; i <= 4; i++) {
      mark("decision-" + i, fines.get(i).decisionNumber());
      mark("plate-" + i, fines.get(i).plate());
    }
  }

  private void texts() {
    mark("author", "上官婉晴");
    mark("payer", "慕容致和");
    mark("phone", "13987654321");
    mark("email", "wanqing.leak@mail.example");
    mark("title", "关于我家小区夜间噪音");
    mark("body", "我住三栋二单元，孩子患有先天性心脏病，请帮帮我们。");
    mark("comment", "办得很快，谢谢李师傅");
    mark("reason", "付款人诸葛明轩要求退回");
    mark("statement", "本人授权查询我的病历档案。");
    mark("document", "病历：诊断为二型糖尿病。");
    mark("file-name", "王建国的病历.txt");
    mark("search", "低保申请困难家庭");
    mark("citizen", "citizen-of-ours-4711");
    mark("citizen-2", "citizen-of-ours-4712");
    mark("note", "已转交夏侯科长处理此人");
    mark("answer", "夏侯同志：您的低保已经批准");
    mark("password", "correct-Horse-7battery");
    mark("journal-key", "0xJournalKey-of-thirty-two-bytes");
    mark("part", "leak7Kp2part9");
    mark("odd-part", "漏《7Kp2》部件");
    for (String plant : PLANTS) {
      mark("plant-" + plant, "种下的标记-" + plant);
    }
  }

  private void keys() throws Exception {
    String pem = sandbox.platformKeyPem();
    values.put("key-pem", pem);
    byte[] der = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
    PrivateKeyInfo key = PrivateKeyInfo.getInstance(der);
    BigInteger d = ECPrivateKey.getInstance(key.parsePrivateKey()).getKey();
    marks.bytes("private key", unsigned(d));
    // The signer keeps this number, which is as secret as the key.
    marks.bytes("private key, inverted", unsigned(d.add(BigInteger.ONE).modInverse(SM2_ORDER)));
    values.put("encrypted-pem", encrypted(key, values.get("password")));
    byte[] ed25519 =
        KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPrivate().getEncoded();
    values.put("ed25519", Base64.getEncoder().encodeToString(ed25519));
    marks.bytes("Ed25519 key", Arrays.copyOfRange(ed25519, ed25519.length - 32, ed25519.length));
  }

  private static byte[] unsigned(BigInteger number) {
    byte[] bytes = number.toByteArray();
    return bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
  }

  private static String encrypted(PrivateKeyInfo key, String password) throws Exception {
    StringWriter text = new StringWriter();
    try (PemWriter pem = new PemWriter(text)) {
      pem.writeObject(
          new PKCS8Generator(
              key,
              new JceOpenSSLPKCS8EncryptorBuilder(PKCS8Generator.AES_256_CBC)
                  .setProvider(new BouncyCastleProvider())
                  .setPassword(password.toCharArray())
                  .build()));
    }
    return text.toString();
  }

  private void settings() {
    values.put("endpoint", sandbox.endpoint().toString());
    values.put("key-id", GovSandbox.PLATFORM_KEY_ID);
    values.put("seal-key-id", sandbox.sealKeyId());
    values.put("seal-key-pem", sandbox.sealKeyPem());
    values.put("anchor-pem", sandbox.anchorPem());
    values.put("service", sandbox.seed().serviceCode("普通护照签发", "330106"));
  }

  private void start() throws Exception {
    Path temp = Files.createDirectories(folder.resolve("temp"));
    Files.createDirectories(folder.resolve("journal"));
    Files.createDirectories(folder.resolve("downloads"));
    Files.createDirectories(folder.resolve("channels"));
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                // It lives for seconds, so that fast compilation is better than fast code.
                "-XX:TieredStopAtLevel=1",
                "-Djava.io.tmpdir=" + temp,
                "-Dslf4j.provider=" + LoggedToChannels.class.getName(),
                "-cp",
                System.getProperty("java.class.path"),
                LeakNode.class.getName(),
                folder.toString())
            .redirectError(folder.resolve("channels/err").toFile())
            .start();
    try (BufferedReader lines =
            new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
        OutputStream answers = process.getOutputStream()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith(Parent.REQUEST)) {
          String answer = answer(line.substring(Parent.REQUEST.length()).split(" "));
          String text = Base64.getEncoder().encodeToString(answer.getBytes(UTF_8));
          answers.write((text + "\n").getBytes(UTF_8));
          answers.flush();
        } else {
          Files.writeString(
              folder.resolve("channels/out"),
              line + "\n",
              java.nio.file.StandardOpenOption.CREATE,
              java.nio.file.StandardOpenOption.APPEND);
        }
      }
    } finally {
      process.destroyForcibly();
    }
  }

  private String answer(String[] words) throws Exception {
    switch (words[0]) {
      case "value" -> {
        return values.get(words[1]);
      }
      case "citizenSigns" -> sandbox.signingControls().citizenSigns(words[1]);
      case "forward" -> sandbox.messageControls().forward(words[1], values.get("note"));
      case "reply" -> sandbox.messageControls().reply(words[1], values.get("answer"));
      case "callbacksTo" -> sandbox.callbackControls().deliverTo(URI.create(words[1]));
      case "payBack" -> payBack(words[1], words[2]);
      case "updateCatalog" -> sandbox.catalogControls().update(values.get("service"));
      case "deliverForged" ->
          sandbox
              .callbackControls()
              .deliverForged(
                  new Ed25519Signer(
                      sandbox.gatewayVerifier().keyId(),
                      KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPrivate()));
      case "deliverTwice" -> sandbox.callbackControls().deliverTwice();
      case "deliver" -> sandbox.callbackControls().deliver();
      case "anHourLater" -> sandbox.clock().advance(Duration.ofHours(1));
      case "rotate" -> sandbox.rotateKeys();
      case "faults" -> {
        return faults().map(Method::getName).collect(Collectors.joining(" "));
      }
      case "fault" -> {
        return isDue(words[1], words[2]) && fault(words[1], words[2]) ? "yes" : "no";
      }
      case "everyFault" -> fault(words[1], words[2]);
      case "clear" -> sandbox.faults().clear();
      case "untilMet" -> untilMet();
      case "idle" -> copyJournal();
      case "end" -> {
        // The node exits.
      }
      default -> throw new IllegalArgumentException(words[0]);
    }
    return "";
  }

  private void payBack(String payment, String refund) {
    sandbox.treasury().approveRefund(payment, refund);
    sandbox.treasury().payBackRefund(payment, refund);
  }

  /**
   * Returns all faults except for {@code keyRotated}, which needs a new client each time. The order
   * is always the same, since a client sends little after {@code rateLimited}.
   */
  static Stream<Method> faults() {
    return Arrays.stream(NextFault.class.getMethods())
        .filter(method -> method.getReturnType() == void.class)
        .filter(method -> method.getDeclaringClass() == NextFault.class)
        .filter(method -> !method.getName().equals("keyRotated"))
        .sorted(Comparator.comparing(Method::getName));
  }

  /**
   * Returns whether a fault is caused with an operation: always if {@link #ALL}, else so that each
   * operation meets some faults and each fault meets some operations.
   */
  private static boolean isDue(String operation, String fault) {
    return ALL || WITH_ALL_FAULTS.contains(operation) || (operation + fault).hashCode() % 9 == 0;
  }

  private boolean fault(String operation, String name) throws ReflectiveOperationException {
    NextFault next = sandbox.faults().next(operation);
    if (name.equals("verySlowBody")) {
      // The body comes in ten pieces, and an interrupt is noticed at the next one.
      next.slowBody(Duration.ofSeconds(10));
      return true;
    }
    if (name.equals("keyRotated")) {
      next.keyRotated();
      return true;
    }
    Method fault = faults().filter(each -> each.getName().equals(name)).findFirst().orElseThrow();
    try {
      fault.invoke(
          next,
          Arrays.stream(fault.getParameterTypes()).map(type -> argument(name, type)).toArray());
      return true;
    } catch (InvocationTargetException e) {
      throw new IllegalStateException(name, e.getCause());
    }
  }

  private Object argument(String fault, Class<?> type) {
    if (type == Duration.class) {
      return fault.equals("slowBody") ? Duration.ofMillis(20) : Duration.ofHours(1);
    }
    if (type == int.class) {
      return fault.equals("gzipBomb") ? 17 : 502;
    }
    return URI.create("https://evil.example/?q=" + URLEncoder.encode(values.get("author"), UTF_8));
  }

  /** Waits until a request has met the fault that was waiting for it. */
  private void untilMet() {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (sandbox.faults().waiting() > 0 && System.nanoTime() < deadline) {
      LockSupport.parkNanos(Duration.ofMillis(2).toNanos());
    }
  }

  private void copyJournal() throws IOException {
    Path copy = Files.createDirectories(folder.resolve("journal-idle"));
    try (Stream<Path> files = Files.list(folder.resolve("journal"))) {
      for (Path file : files.toList()) {
        Files.copy(file, copy.resolve(file.getFileName()));
      }
    }
  }
}
