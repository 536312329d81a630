package io.yiwang.benchmarks;

import com.wechat.pay.java.core.RSAPublicKeyConfig;
import com.wechat.pay.java.core.http.DefaultHttpClientBuilder;
import com.wechat.pay.java.core.http.HttpClient;
import com.wechat.pay.java.core.http.HttpHeaders;
import io.yiwang.GovClient;
import io.yiwang.GovRequest;
import io.yiwang.identity.sm.Sm2PrivateKey;
import io.yiwang.identity.sm.Sm2Signer;
import io.yiwang.identity.sm.Sm2Verifier;
import io.yiwang.identity.sm.SmKeys;
import io.yiwang.signing.KeyRing;
import io.yiwang.signing.RsaSigner;
import io.yiwang.signing.RsaVerifier;
import io.yiwang.signing.Signer;
import io.yiwang.signing.Verifier;
import java.io.IOException;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
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

/**
 * A whole query over the loopback, one thread, a connection that is kept, {@link Guide} read from
 * 1,024 bytes of JSON. The server is {@link AnswerServer} in a JVM of its own.
 *
 * <ul>
 *   <li>{@link #unsigned}: OkHttp and Jackson by hand; nobody signs.
 *   <li>{@link #unsignedOfSm2Server}, {@link #unsignedOfRsaServer}: the same client asking a server
 *       that signs the answer, which the client does not look at. What these take more than {@link
 *       #unsigned} is the server's signing, and is taken off the calls below to see the client's
 *       part alone.
 *   <li>{@link #sm2Parts}, {@link #rsaParts}: the same unsigned call of a signing server, then one
 *       signature made and one verified, of messages as large as those of a call, one after the
 *       other as in a call: what a call costs that is nothing but its parts. Apart, in loops of
 *       their own, the parts find the caches and the processor warm, which in a call that has
 *       waited for the network they do not.
 *   <li>{@link #sm2}, {@link #rsa}: {@link GovClient}, which describes, signs, sends, verifies and
 *       reads; server and client sign by the same scheme.
 *   <li>{@link #wechatpay}: wechatpay-java as it comes (its defaults, Gson, the same OkHttp),
 *       RSA-2048; it signs the request and verifies the answer, which is not bound to the request
 *       and has no digest.
 * </ul>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
public class CallBenchmark {
  private static final String CODE = "11330100002489559F4330117001000";

  private ServerProcess server;
  private RawClient raw;
  private Parts sm2Parts;
  private Parts rsaParts;
  private GovClient sm2;
  private GovClient rsa;
  private HttpClient wechatpay;
  private HttpHeaders wechatpayHeaders;

  /** Starts the server and makes every client; only one of them calls in a fork. */
  @Setup
  public void start() throws IOException, GeneralSecurityException {
    server = ServerProcess.start();
    raw = new RawClient();
    Sm2PrivateKey sm2Key = SmKeys.generate();
    sm2Parts =
        new Parts(new Sm2Signer("app-1", sm2Key), new Sm2Verifier("app-1", sm2Key.publicKey()));
    KeyPair rsaKeys = Keys.newRsa();
    rsaParts =
        new Parts(
            new RsaSigner("app-1", rsaKeys.getPrivate()),
            new RsaVerifier("app-1", rsaKeys.getPublic()));
    sm2 =
        client(
            "sm2",
            new Sm2Signer("app-1", SmKeys.generate()),
            new Sm2Verifier(ServerProcess.KEY_ID, server.sm2Key()));
    rsa =
        client(
            "rsa",
            new RsaSigner("app-1", Keys.newRsa().getPrivate()),
            new RsaVerifier(ServerProcess.KEY_ID, server.rsaKey()));
    wechatpay =
        new DefaultHttpClientBuilder()
            .config(
                new RSAPublicKeyConfig.Builder()
                    .merchantId("1900000001")
                    .merchantSerialNumber("5157F09EFDC096DE15EBE81A47057A7232F1B8E1")
                    .privateKey(Keys.newRsa().getPrivate())
                    .publicKey(server.rsaKey())
                    .publicKeyId(ServerProcess.KEY_ID)
                    .apiV3Key("0123456789abcdef0123456789abcdef")
                    .build())
            .build();
    wechatpayHeaders = new HttpHeaders();
    wechatpayHeaders.addHeader("Accept", "application/json");
  }

  /** Ends what was started. */
  @TearDown
  public void stop() {
    raw.close();
    sm2.close();
    rsa.close();
    server.close();
  }

  private GovClient client(String stamp, Signer signer, Verifier verifier) {
    return GovClient.builder()
        .endpoint(URI.create(server.base(stamp)))
        .signer(signer)
        .keyRing(KeyRing.pinned(verifier))
        .build();
  }

  /** A signature made and one verified, over texts as long as a request's and an answer's. */
  private static final class Parts {
    private final Signer signer;
    private final Verifier verifier;
    private final byte[] request = new byte[450];
    private final byte[] answer = new byte[800];
    private final byte[] signature;

    Parts(Signer signer, Verifier verifier) throws GeneralSecurityException, IOException {
      this.signer = signer;
      this.verifier = verifier;
      signature = signer.sign(answer);
    }

    void sign() throws GeneralSecurityException, IOException {
      request[0] = signer.sign(request)[0];
    }

    void verify() throws GeneralSecurityException {
      verifier.verify(answer, signature);
    }
  }

  private static Guide call(GovClient gov) {
    return gov.call(
        GovRequest.query("service.guide", "services/{code}", Guide.class).segment("code", CODE));
  }

  /** Baseline. */
  @Benchmark
  public Guide unsigned() throws IOException {
    return raw.get(server.base("plain") + "services/" + CODE);
  }

  /** Baseline with the server's SM2 signature. */
  @Benchmark
  public Guide unsignedOfSm2Server() throws IOException {
    return raw.get(server.base("sm2") + "services/" + CODE);
  }

  /** Baseline with the server's RSA signature. */
  @Benchmark
  public Guide unsignedOfRsaServer() throws IOException {
    return raw.get(server.base("rsa") + "services/" + CODE);
  }

  /** The parts of a call with SM2, in the order of a call. */
  @Benchmark
  public Guide sm2Parts() throws IOException, GeneralSecurityException {
    sm2Parts.sign();
    Guide guide = raw.get(server.base("sm2") + "services/" + CODE);
    sm2Parts.verify();
    return guide;
  }

  /** The parts of a call with RSA-2048, in the order of a call. */
  @Benchmark
  public Guide rsaParts() throws IOException, GeneralSecurityException {
    rsaParts.sign();
    Guide guide = raw.get(server.base("rsa") + "services/" + CODE);
    rsaParts.verify();
    return guide;
  }

  /** Ours with SM2. */
  @Benchmark
  public Guide sm2() {
    return call(sm2);
  }

  /** Ours with RSA-2048. */
  @Benchmark
  public Guide rsa() {
    return call(rsa);
  }

  /** The peer with RSA-2048. */
  @Benchmark
  public Object wechatpay() {
    return wechatpay
        .get(wechatpayHeaders, server.base("wechatpay") + "services/" + CODE, GsonGuide.class)
        .getServiceResponse();
  }
}
