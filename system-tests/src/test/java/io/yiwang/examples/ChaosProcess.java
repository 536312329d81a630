package io.yiwang.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * A {@link ChaosNode} as its parent sees it. What it says is read on its own thread; each wait
 * ends, and shows what was said when it ends in vain.
 */
final class ChaosProcess {
  private static final int REMEMBERED = 80;

  private final String name;
  private final Process process;
  private final Thread reader;
  private final CountDownLatch ready = new CountDownLatch(1);
  private final Deque<String> said = new ArrayDeque<>();
  private final Map<String, String> open = new LinkedHashMap<>();
  private final Consumer<String> heard;
  private final long started = System.nanoTime();
  private boolean killed;
  private int steps;

  /**
   * @param heard is handed each line
   */
  ChaosProcess(String name, List<String> command, Consumer<String> heard) throws IOException {
    this.name = name;
    this.heard = heard;
    process = new ProcessBuilder(command).redirectErrorStream(true).start();
    reader = new Thread(this::read, "reader of " + name);
    reader.setDaemon(true);
    reader.start();
  }

  private void read() {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        take(line);
      }
    } catch (IOException e) {
      // It is gone.
      return;
    } finally {
      ready.countDown();
    }
  }

  private void take(String line) {
    String[] words = line.split(" ");
    synchronized (said) {
      said.add((System.nanoTime() - started) / 1_000_000 + " ms " + line);
      if (said.size() > REMEMBERED) {
        said.remove();
      }
      if (words[0].equals("BEGIN") || words[0].equals("STATE")) {
        steps++;
        said.notifyAll();
      }
      switch (words[0]) {
        case "READY" -> ready.countDown();
        case "BEGIN" -> open.put(words[1], "BEGUN");
        case "STATE" -> open.replace(words[1], words[2]);
        case "END" -> open.remove(words[1]);
        default -> {
          // For the parent, or for whoever has to find out.
        }
      }
    }
    heard.accept(line);
  }

  /** Waits until it has loaded all it needs. */
  void awaitReady() throws InterruptedException, TimeoutException {
    if (!ready.await(240, TimeUnit.SECONDS)) {
      throw failure("is not ready");
    }
    if (hasDied()) {
      throw failure("died by itself");
    }
  }

  /** Waits until its payments have gone so many steps; not for ever, and not if it is gone. */
  void awaitSteps(int wanted) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    synchronized (said) {
      while (steps < wanted && process.isAlive() && System.nanoTime() < deadline) {
        said.wait(100);
      }
    }
  }

  /** Tells it something; one that has died does not hear. */
  void tell(String line) {
    try {
      OutputStream in = process.getOutputStream();
      synchronized (said) {
        in.write((line + "\n").getBytes(UTF_8));
        in.flush();
      }
    } catch (IOException e) {
      // Whoever waits for it finds out.
      return;
    }
  }

  /** What it is at: order numbers, each with the last state that is known to be on disk. */
  Map<String, String> open() {
    synchronized (said) {
      return new LinkedHashMap<>(open);
    }
  }

  boolean hasDied() {
    return !killed && !process.isAlive();
  }

  /**
   * Kills it with SIGKILL and waits until the last that it said is read.
   *
   * @return what it was at
   */
  Map<String, String> kill() throws InterruptedException, TimeoutException {
    if (hasDied()) {
      throw failure("died by itself");
    }
    killed = true;
    // By its handle: the process itself would close the pipe before its last words are read.
    process.toHandle().destroyForcibly();
    return awaitEnd();
  }

  /** Ends its standard input, on which it ends. */
  void end() throws IOException, InterruptedException, TimeoutException {
    process.getOutputStream().close();
    awaitEnd();
  }

  private Map<String, String> awaitEnd() throws InterruptedException, TimeoutException {
    boolean gone = process.waitFor(240, TimeUnit.SECONDS);
    reader.join(Duration.ofSeconds(60).toMillis());
    if (!gone || reader.isAlive()) {
      throw failure("does not end");
    }
    return open();
  }

  TimeoutException failure(String what) {
    return new TimeoutException(name + " " + what + "; it said:\n" + output());
  }

  String output() {
    synchronized (said) {
      return String.join("\n", said);
    }
  }

  /** Whatever happens, it does not outlive the run. */
  void destroy() {
    killed = true;
    process.destroyForcibly();
  }
}
