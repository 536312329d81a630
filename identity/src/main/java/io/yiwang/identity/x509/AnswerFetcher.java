package io.yiwang.identity.x509;

import io.yiwang.identity.x509.RevocationCache.Fetcher;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import okhttp3.Dns;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/** Fetches answers of authorities by HTTP. Connects to what was checked, and follows nothing. */
final class AnswerFetcher implements Fetcher {
  private static final int MAX_BYTES = 32 << 20;

  /** After which a thread that nobody waits for any more ends. */
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private static final MediaType REQUEST = MediaType.get("application/ocsp-request");

  private final boolean privateToo;

  /** Asks addresses of the public internet; private ones and this machine too where allowed. */
  AnswerFetcher(boolean privateToo) {
    this.privateToo = privateToo;
  }

  @Override
  public byte[] fetch(URI address, byte @Nullable [] request) throws IOException {
    HttpUrl url = HttpUrl.get(address.toString());
    OkHttpClient client =
        new OkHttpClient.Builder()
            .followRedirects(false)
            .followSslRedirects(false)
            .callTimeout(TIMEOUT)
            .dns(checked(url.host(), address))
            .build();
    Request.Builder builder = new Request.Builder().url(url);
    if (request != null) {
      builder.post(RequestBody.create(request, REQUEST));
    }
    try (Response response = client.newCall(builder.build()).execute();
        ResponseBody body = response.body()) {
      if (response.code() != 200) {
        throw new IOException("status " + response.code());
      }
      BufferedSource source = body.source();
      if (source.request(MAX_BYTES + 1L)) {
        throw new IOException("an answer of more than " + MAX_BYTES + " bytes");
      }
      return source.readByteArray();
    } finally {
      client.connectionPool().evictAll();
    }
  }

  /**
   * Looks names up, and gives only addresses that may be asked: those to which the connection is
   * then made, so that a name cannot change what it means in between. A proxy is the application's
   * own choice, wherever it stands; it looks the target up itself.
   */
  private Dns checked(String target, URI address) throws IOException {
    if (!privateToo && isDirect(address)) {
      // An address as a host is not looked up, so it is looked at here.
      permitted(target);
    }
    return name -> name.equals(target) && !privateToo ? permitted(name) : Dns.SYSTEM.lookup(name);
  }

  private static boolean isDirect(URI address) {
    ProxySelector proxies = ProxySelector.getDefault();
    return proxies == null || proxies.select(address).stream().allMatch(Proxy.NO_PROXY::equals);
  }

  private static List<InetAddress> permitted(String name) throws UnknownHostException {
    List<InetAddress> all = Dns.SYSTEM.lookup(name);
    if (!all.stream().allMatch(PublicAddresses::isPublic)) {
      throw new UnknownHostException("the host is not on the public internet");
    }
    return all;
  }
}
