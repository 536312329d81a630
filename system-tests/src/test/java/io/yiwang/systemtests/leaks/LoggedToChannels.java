package io.yiwang.systemtests.leaks;

import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.Marker;
import org.slf4j.helpers.BasicMDCAdapter;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/**
 * Writes everything that is logged at any level to {@link Channels}: through SLF4J, where {@code
 * -Dslf4j.provider} names this class, and through java.util.logging, which the JDK, OkHttp and
 * Bouncy Castle use.
 */
public final class LoggedToChannels implements SLF4JServiceProvider {
  private static volatile Channels channels;

  private final IMarkerFactory markers = new BasicMarkerFactory();
  private final MDCAdapter mdc = new BasicMDCAdapter();

  /** Starts writing; must be called before anything is logged. */
  static void to(Channels all) {
    channels = all;
    Logger root = Logger.getLogger("");
    for (Handler each : root.getHandlers()) {
      root.removeHandler(each);
    }
    root.addHandler(new JavaUtilLogging());
    root.setLevel(Level.ALL);
  }

  @Override
  public ILoggerFactory getLoggerFactory() {
    return Slf4j::new;
  }

  @Override
  public IMarkerFactory getMarkerFactory() {
    return markers;
  }

  @Override
  public MDCAdapter getMDCAdapter() {
    return mdc;
  }

  @Override
  public String getRequestedApiVersion() {
    return "2.0.99";
  }

  @Override
  public void initialize() {
    // There is nothing to prepare.
  }

  private static void log(String channel, String line, Object[] arguments, Throwable thrown) {
    channels.write(channel, line);
    if (arguments != null) {
      for (Object each : arguments) {
        channels.write(channel, "  with " + each);
      }
    }
    for (Throwable at = thrown; at != null; at = at.getCause()) {
      channels.write(channel, "  thrown " + at);
    }
  }

  private static final class Slf4j extends LegacyAbstractLogger {
    private static final long serialVersionUID = 1L;

    Slf4j(String name) {
      this.name = name;
    }

    @Override
    protected String getFullyQualifiedCallerName() {
      return null;
    }

    @Override
    protected void handleNormalizedLoggingCall(
        org.slf4j.event.Level level,
        Marker marker,
        String pattern,
        Object[] arguments,
        Throwable thrown) {
      String text = MessageFormatter.basicArrayFormat(pattern, arguments);
      log("slf4j", level + " " + name + " " + text, arguments, thrown);
    }

    @Override
    public boolean isTraceEnabled() {
      return true;
    }

    @Override
    public boolean isDebugEnabled() {
      return true;
    }

    @Override
    public boolean isInfoEnabled() {
      return true;
    }

    @Override
    public boolean isWarnEnabled() {
      return true;
    }

    @Override
    public boolean isErrorEnabled() {
      return true;
    }
  }

  private static final class JavaUtilLogging extends Handler {
    @Override
    public void publish(LogRecord record) {
      log(
          "jul",
          record.getLevel() + " " + record.getLoggerName() + " " + record.getMessage(),
          record.getParameters(),
          record.getThrown());
    }

    @Override
    public void flush() {
      // There is no buffer.
    }

    @Override
    public void close() {
      // The channels stay open.
    }
  }
}
