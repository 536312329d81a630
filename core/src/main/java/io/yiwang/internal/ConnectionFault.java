package io.yiwang.internal;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.ProtocolException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/**
 * Explains why an exchange got no answer from the gateway. What the peer sent is examined and never
 * quoted: it can be a part of somebody else's answer.
 */
final class ConnectionFault {
  /** Names how far an exchange has got. */
  enum Phase {
    START(""),
    NAME(" while the host's name was looked up; check DNS"),
    CONNECTING(" before a connection was made; check endpoint, network and proxy"),
    HANDSHAKE(" during the TLS handshake; check that the endpoint's port speaks TLS"),
    SENT(" while waiting for the answer");

    private final String text;

    Phase(String text) {
      this.text = text;
    }

    /** Returns the text that follows "the deadline has passed". */
    String text() {
      return text;
    }
  }

  private static final Pattern CONNECT_REFUSED =
      Pattern.compile("Unexpected response code for CONNECT: ([1-5]\\d\\d)");

  private static final Pattern MEDIA_TYPE =
      Pattern.compile("[a-z0-9!#$&^_.+-]{1,40}/[a-z0-9!#$&^_.+-]{1,80}");

  /**
   * Finds a TLS alert at the start of an answer, as OkHttp's texts show it: in hex, or as raw
   * bytes.
   */
  private static final Pattern TLS_ALERT =
      Pattern.compile("content=1503|status line: \u0015\u0003");

  /** Finds OkHttp's text for an unfinished line of which at least a part came. */
  private static final Pattern BEGUN = Pattern.compile("not found: limit=[1-9]");

  private ConnectionFault() {}

  /** Returns why nothing was sent. */
  static String beforeSending(Throwable e, Phase phase, boolean proxied) {
    String target = proxied ? "the proxy" : "the gateway";
    String where = proxied ? "; check the proxy's address" : "; check the endpoint's host and port";
    if (e instanceof SilentNameServerException) {
      return "the name server did not answer in time when asked for "
          + target
          + "'s host; check DNS";
    }
    if (e instanceof UnknownHostException) {
      return "the host name of " + target + " is not known" + where + ", and DNS";
    }
    if (e instanceof SSLException tls) {
      return handshake(tls);
    }
    if (e instanceof NoRouteToHostException) {
      return "there is no route to " + target + "; check the network";
    }
    if (e instanceof ConnectException) {
      return target + " cannot be reached, the connection was refused" + where;
    }
    Matcher connect = CONNECT_REFUSED.matcher(String.valueOf(e.getMessage()));
    if (connect.find()) {
      return intermediary(Integer.parseInt(connect.group(1)), null) + " when asked for a tunnel";
    }
    if (phase == Phase.HANDSHAKE) {
      return "the peer ended the TLS handshake or was silent; check that the endpoint's port"
          + " speaks TLS";
    }
    if (e instanceof SocketTimeoutException) {
      return target + " could not be reached within connectTimeout" + where;
    }
    return proxied
        ? "the proxy did not connect to the gateway; check that it lets this machine through"
        : "no connection to the gateway; check endpoint, network and TLS";
  }

  private static String handshake(SSLException e) {
    if (e instanceof SSLPeerUnverifiedException) {
      return "the TLS certificate is for another host than the endpoint's";
    }
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof CertificateException) {
        return "the TLS certificate is not trusted here; give its authority with .tls(...), and ask"
            + " whether something in between intercepts TLS";
      }
    }
    String text = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
    return text.contains("unrecognized ssl message") || text.contains("plaintext connection")
        ? "the port answers in something other than TLS; check the endpoint's scheme and port"
        : "the TLS handshake failed; check the endpoint's port, client certificate and protocol"
            + " versions";
  }

  /** Returns why there is no answer to what was sent. */
  static String afterSending(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (TLS_ALERT.matcher(String.valueOf(cause.getMessage())).find()) {
        return "the port speaks TLS and the endpoint says http; check the endpoint's scheme";
      }
    }
    return e instanceof ProtocolException
        ? "the answer is not HTTP; check the endpoint's port"
        : "the connection broke before the answer was complete";
  }

  /** Returns whether at least the start of an answer came before the connection broke. */
  static boolean answerBegan(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof ProtocolException
          || BEGUN.matcher(String.valueOf(cause.getMessage())).find()) {
        return true;
      }
    }
    return false;
  }

  /**
   * Returns whether the gateway refused the stream before it read it (RFC 9113, section 8.7), which
   * only OkHttp's text shows.
   */
  static boolean isRefusedUnread(IOException e) {
    return "stream was reset: REFUSED_STREAM".equals(e.getMessage())
        || e.getClass().getSimpleName().equals("ConnectionShutdownException");
  }

  /**
   * Returns the exception as the cause to report. Texts of the network stay; OkHttp's own quote
   * what came in place of an answer, which can be a part of somebody else's.
   */
  static IOException withoutQuotes(Exception e, boolean sent) {
    boolean isOfProxy = !sent && e.getClass() == IOException.class && e.getCause() == null;
    if (isOfProxy || e instanceof SocketException || e instanceof UnknownHostException) {
      return (IOException) e;
    }
    if (e instanceof SSLException tls) {
      return tls;
    }
    IOException plain =
        new IOException("the exchange failed (" + e.getClass().getSimpleName() + ")");
    plain.setStackTrace(e.getStackTrace());
    return plain;
  }

  /**
   * Returns the text for an answer that did not come from the gateway. Its media type is untrusted,
   * so it is shown only if it is well-formed.
   */
  static String intermediary(int status, @Nullable String contentType) {
    String type =
        contentType == null
            ? ""
            : contentType.replaceFirst(";.*", "").strip().toLowerCase(Locale.ROOT);
    return "a proxy or portal answered, not the gateway (HTTP "
        + status
        + (MEDIA_TYPE.matcher(type).matches() ? ", " + type : "")
        + ")";
  }
}
