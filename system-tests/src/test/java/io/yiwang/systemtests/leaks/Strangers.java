package io.yiwang.systemtests.leaks;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * A server that is not the gateway and answers any request with a marked text in a place where no
 * answer should have it. The first segment of the path chooses the place.
 */
final class Strangers implements AutoCloseable {
  private static final Map<String, Function<String, String>> WAYS = new LinkedHashMap<>();

  static {
    WAYS.put("noise", json -> json);
    WAYS.put("body", json -> head(400, json.getBytes(UTF_8).length) + "\r\n" + json);
    WAYS.put("overflow", json -> head(400, 2) + "\r\n{}" + json);
    WAYS.put("status", json -> "HTTP/1.1 400 " + json + "\r\nContent-Length: 0\r\n\r\n");
    WAYS.put("version", json -> "HTTP/" + json + " 400 x\r\nContent-Length: 0\r\n\r\n");
    WAYS.put("length", json -> "HTTP/1.1 400 x\r\nContent-Length: " + json + "\r\n\r\n");
    WAYS.put(
        "chunk", json -> "HTTP/1.1 400 x\r\nTransfer-Encoding: chunked\r\n\r\n" + json + "\r\n");
    WAYS.put("coding", json -> "HTTP/1.1 400 x\r\nTransfer-Encoding: " + json + "\r\n\r\n");
    WAYS.put("line", json -> "HTTP/1.1 400 x\r\n" + json + "\r\nContent-Length: 0\r\n\r\n");
    WAYS.put(
        "gzip", json -> head(200, 4) + "Content-Encoding: gzip\r\n\r\n" + json.substring(0, 4));
    WAYS.put("redirect", json -> head(307, 0) + "Location: " + json + "\r\n\r\n");
    WAYS.put("cookie", json -> head(401, 0) + "Set-Cookie: " + json + "\r\n\r\n");
    WAYS.put("type", json -> head(200, 2) + "Content-Type: " + json + "\r\n\r\n{}");
    WAYS.put(
        "input",
        json ->
            head(400, 0) + "Signature: igs=:YWJj:\r\nSignature-Input: igs=" + json + "\r\n\r\n");
    WAYS.put(
        "key",
        json ->
            head(200, 0)
                + "Signature: igs=:YWJj:\r\n"
                + "Signature-Input: igs=(\"@status\""
                + " \"signature\";req;key=\"igs\");created=1700000000;keyid=\""
                + json.replaceAll("[^!-~]|[\"\\\\]", "")
                + "\";alg=\"ed25519\";tag=\"igs-response\"\r\n\r\n");
    WAYS.put("retry", json -> head(503, 0) + "Retry-After: " + json + "\r\n\r\n");
    WAYS.put("switch", json -> "HTTP/1.1 101 x\r\nUpgrade: " + json + "\r\n\r\n" + json);
    WAYS.put("half", json -> head(200, 10_000) + "\r\n" + json);
  }

  private final ServerSocket server;
  private final String json;

  Strangers(String text) throws IOException {
    json = "{\"name\":\"" + text + "\"}";
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread thread = new Thread(this::serve, "strangers");
    thread.setDaemon(true);
    thread.start();
  }

  private static String head(int status, int length) {
    return "HTTP/1.1 " + status + " x\r\nContent-Length: " + length + "\r\n";
  }

  static String ways() {
    return String.join(" ", WAYS.keySet());
  }

  String url() {
    return "http://127.0.0.1:" + server.getLocalPort() + "/";
  }

  private void serve() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        Thread thread = new Thread(() -> serve(socket), "a stranger");
        thread.setDaemon(true);
        thread.start();
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      InputStream in = socket.getInputStream();
      OutputStream out = socket.getOutputStream();
      for (String head = head(in); !head.isEmpty(); head = head(in)) {
        int length = head.toLowerCase(java.util.Locale.ROOT).indexOf("content-length: ");
        if (length >= 0) {
          String value = head.substring(length + 16, head.indexOf('\r', length));
          in.skipNBytes(Long.parseLong(value));
        }
        String path = head.split(" ")[1];
        String way = path.substring(1, path.indexOf('/', 1));
        out.write(WAYS.get(way).apply(json).getBytes(UTF_8));
        out.flush();
        if (!way.matches("overflow|body|input|key|type")) {
          return;
        }
      }
    } catch (IOException e) {
      // The client has closed the connection.
      return;
    }
  }

  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    for (int c = in.read(); c >= 0; c = in.read()) {
      head.append((char) c);
      if (c == '\n' && head.toString().endsWith("\r\n\r\n")) {
        return new String(head.toString().getBytes(ISO_8859_1), UTF_8);
      }
    }
    return "";
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
