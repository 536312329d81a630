package io.yiwang.benchmarks;

import com.wechat.pay.java.core.RSAPublicKeyConfig;
import com.wechat.pay.java.core.http.DefaultHttpClientBuilder;
import com.wechat.pay.java.core.http.HttpClient;
import com.wechat.pay.java.core.http.HttpHeaders;
import io.yiwang.GovClient;
import io.yiwang.GovRequest;
import io.yiwang.KeyRing;
import io.yiwang.benchmarks.Turns.Call;
import io.yiwang.identity.sm.Sm2Signer;
import io.yiwang.identity.sm.Sm2Verifier;
import io.yiwang.identity.sm.SmKeys;
import io.yiwang.signing.RsaSigner;
import io.yiwang.signing.RsaVerifier;
import io.yiwang.signing.Signer;
import io.yiwang.signing.Verifier;
import java.net.URI;
import java.security.PrivateKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Measures a whole query over the loopback, on one thread and a persistent connection, with a
 * {@link Guide} read from 1,024 bytes of JSON. The server is {@link AnswerServer} in a separate
 * JVM. The contenders take {@link Turns} in one JVM, each with its own client and connection.
 *
 * <ul>
 *   <li>{@code unsigned}: hand-written code on OkHttp and Jackson; nothing is signed.
 *   <li>{@code unsignedOfSm2Server}, {@code unsignedOfRsaServer}: the same client calling a server
 *       that signs the answer, which the client ignores. The time beyond {@code unsigned} is that
 *       of the server's signing, and is subtracted from the calls below to get the client's part.
 *   <li>{@code sm2Parts}, {@code rsaParts}: the same unsigned call of a signing server together
 *       with the {@link Parts} of a signed call, one after the other as in a call. This is what a
 *       call costs that consists of nothing but its parts. In separate loops the parts would find
 *       the caches and the processor warm, which they are not in a call that has waited for the
 *       network.
 *   <li>{@code sm2}, {@code rsa}: {@link GovClient}, which writes, signs, sends, verifies and
 *       reads; server and client sign with the same scheme.
 *   <li>{@code wechatpay}: wechatpay-java with its defaults (Gson, the same OkHttp) and RSA-2048;
 *       it signs the request and verifies the answer, which is not bound to the request and has no
 *       digest.
 * </ul>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 5, time = 6)
@Measurement(iterations = 5, time = 12)
public class CallBenchmark {
  private static final String CODE = "11330100002489559F4330117001000";
  private static final String PATH = "services/" + CODE;

  private final Map<String, Call> contenders = new LinkedHashMap<>();
  private final List<AutoCloseable> clients = new ArrayList<>();
  private ServerProcess server;

  /** Starts the server and creates the clients. */
  @Setup
  public void start() throws Exception {
    server = ServerProcess.start();
    Signer sm2Signer = new Sm2Signer("app-1", SmKeys.generate());
    Verifier sm2Verifier = new Sm2Verifier(ServerProcess.KEY_ID, server.sm2Key());
    PrivateKey rsaKey = Keys.newRsa().getPrivate();
    Signer rsaSigner = new RsaSigner("app-1", rsaKey);
    Verifier rsaVerifier = new RsaVerifier(ServerProcess.KEY_ID, server.rsaKey());
    contenders.put("unsigned", unsigned("plain"));
    contenders.put("unsignedOfSm2Server", unsigned("sm2"));
    contenders.put("sm2Parts", parts("sm2", sm2Signer, sm2Verifier));
    contenders.put("sm2", signed("sm2", sm2Signer, sm2Verifier));
    contenders.put("unsignedOfRsaServer", unsigned("rsa"));
    contenders.put("rsaParts", parts("rsa", rsaSigner, rsaVerifier));
    contenders.put("rsa", signed("rsa", rsaSigner, rsaVerifier));
    contenders.put("wechatpay", wechatpay(rsaKey));
  }

  /** Closes the clients and the server. */
  @TearDown
  public void stop() throws Exception {
    for (AutoCloseable client : clients) {
      client.close();
    }
    server.close();
  }

  /** Takes one turn with every contender. */
  @Benchmark
  public void turn(Blackhole hole) throws Exception {
    Turns.take(contenders, hole);
  }

  /** Returns the contenders by name, in the order of their turns. */
  Map<String, Call> contenders() {
    return contenders;
  }

  private Call unsigned(String scheme) {
    RawClient raw = new RawClient();
    clients.add(raw);
    String url = server.base(scheme) + PATH;
    return () -> raw.get(url);
  }

  private Call parts(String scheme, Signer signer, Verifier verifier) throws Exception {
    Parts parts = new Parts(signer, verifier);
    signed(scheme, parts.recordingSigner(), parts.recordingVerifier()).make();
    Call unsigned = unsigned(scheme);
    return () -> {
      parts.sign();
      Object guide = unsigned.make();
      parts.verify();
      return guide;
    };
  }

  private Call signed(String scheme, Signer signer, Verifier verifier) {
    GovClient gov =
        GovClient.builder()
            .endpoint(URI.create(server.base(scheme)))
            .signer(signer)
            .keyRing(KeyRing.pinned(verifier))
            .build();
    clients.add(gov);
    return () ->
        gov.call(
            GovRequest.query("service.guide", "services/{code}", Guide.class)
                .segment("code", CODE));
  }

  private Call wechatpay(PrivateKey key) {
    HttpClient wechatpay =
        new DefaultHttpClientBuilder()
            .config(
                new RSAPublicKeyConfig.Builder()
                    .merchantId("1900000001")
                    .merchantSerialNumber("5157F09EFDC096DE15EBE81A47057A7232F1B8E1")
                    .privateKey(key)
                    .publicKey(server.rsaKey())
                    .publicKeyId(ServerProcess.KEY_ID)
                    .apiV3Key("0123456789abcdef0123456789abcdef")
                    .build())
            .build();
    HttpHeaders headers = new HttpHeaders();
    headers.addHeader("Accept", "application/json");
    String url = server.base("wechatpay") + PATH;
    return () -> wechatpay.get(headers, url, GsonGuide.class).getServiceResponse();
  }
}
