package io.yiwang.internal;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.ProtocolException;
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
 * Says in words why an exchange got no answer of the gateway. What came from the other side is
 * looked at and never quoted: it can be the rest of somebody else's answer.
 */
final class ConnectionFault {
  /** Where an exchange has come to. */
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

    /** Follows "the deadline has passed". */
    String text() {
      return text;
    }
  }

  private static final Pattern CONNECT_REFUSED =
      Pattern.compile("Unexpected response code for CONNECT: ([1-5]\\d\\d)");

  private static final Pattern MEDIA_TYPE =
      Pattern.compile("[a-z0-9!#$&^_.+-]{1,40}/[a-z0-9!#$&^_.+-]{1,80}");

  /** A TLS alert where an answer should begin, as OkHttp's texts show it: in hex, or as it came. */
  private static final Pattern TLS_ALERT =
      Pattern.compile("content=1503|status line: \u0015\u0003");

  /** OkHttp's text for a line that does not end, where some of it came. */
  private static final Pattern BEGUN = Pattern.compile("not found: limit=[1-9]");

  private ConnectionFault() {}

  /** Returns why nothing was sent. */
  static String beforeSending(Throwable e, Phase phase, boolean proxied) {
    String whom = proxied ? "the proxy" : "the gateway";
    String where = proxied ? "; check the proxy's address" : "; check the endpoint's host and port";
    if (e instanceof SilentNameServerException) {
      return "the name server did not answer in time when asked for " + whom + "'s host; check DNS";
    }
    if (e instanceof UnknownHostException) {
      return "the host name of " + whom + " is not known" + where + ", and DNS";
    }
    if (e instanceof SSLException tls) {
      return handshake(tls);
    }
    if (e instanceof NoRouteToHostException) {
      return "there is no route to " + whom + "; check the network";
    }
    if (e instanceof ConnectException) {
      return whom + " cannot be reached, the connection was refused" + where;
    }
    Matcher connect = CONNECT_REFUSED.matcher(String.valueOf(e.getMessage()));
    if (connect.find()) {
      return intermediary(Integer.parseInt(connect.group(1)), null) + " when asked for a tunnel";
    }
    if (phase == Phase.HANDSHAKE) {
      return "the other side ended the TLS handshake or was silent; check that the endpoint's port"
          + " speaks TLS";
    }
    if (e instanceof SocketTimeoutException) {
      return whom + " could not be reached within connectTimeout" + where;
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
            + " whether something on the way intercepts TLS";
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

  /** Returns whether at least the beginning of an answer came before the connection broke. */
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
   * Returns an answer that no gateway made. Its media type is anybody's text, so it is shown if it
   * is one.
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
