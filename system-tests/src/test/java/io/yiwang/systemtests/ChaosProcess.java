package io.yiwang.systemtests;

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
 * Runs a {@link ChaosNode} or an {@link OutboxCrashNode} and reads its lines on a thread. Every
 * wait has a limit; past it, the exception has the last lines.
 */
final class ChaosProcess {
  private static final int REMEMBERED = 80;

  private final String name;
  private final Process process;
  private final Thread reader;
  private final CountDownLatch ready = new CountDownLatch(1);
  private final Deque<String> lastLines = new ArrayDeque<>();
  private final Map<String, String> open = new LinkedHashMap<>();
  private final Consumer<String> listener;
  private final long started = System.nanoTime();
  private boolean killed;
  private int steps;

  /**
   * Starts a process.
   *
   * @param listener receives each line
   */
  ChaosProcess(String name, List<String> command, Consumer<String> listener) throws IOException {
    this.name = name;
    this.listener = listener;
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
      // The process is gone.
      return;
    } finally {
      ready.countDown();
    }
  }

  private void take(String line) {
    String[] words = line.split(" ");
    synchronized (lastLines) {
      lastLines.add((System.nanoTime() - started) / 1_000_000 + " ms " + line);
      if (lastLines.size() > REMEMBERED) {
        lastLines.remove();
      }
      if (words[0].equals("BEGIN") || words[0].equals("STATE")) {
        steps++;
        lastLines.notifyAll();
      }
      switch (words[0]) {
        case "READY" -> ready.countDown();
        case "BEGIN" -> open.put(words[1], "BEGUN");
        case "STATE" -> open.replace(words[1], words[2]);
        case "END" -> open.remove(words[1]);
        default -> {
          // The listener keeps what it needs.
        }
      }
    }
    listener.accept(line);
  }

  /** Waits until the process has loaded all it needs. */
  void awaitReady() throws InterruptedException, TimeoutException {
    if (!ready.await(240, TimeUnit.SECONDS)) {
      throw failure("is not ready");
    }
    if (hasDied()) {
      throw failure("died by itself");
    }
  }

  /** Waits until its payments have taken so many steps, or it has ended, or 20 s have passed. */
  void awaitSteps(int wanted) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    synchronized (lastLines) {
      while (steps < wanted && process.isAlive() && System.nanoTime() < deadline) {
        lastLines.wait(100);
      }
    }
  }

  /** Sends a command; does nothing if the process has ended. */
  void send(String line) {
    try {
      OutputStream in = process.getOutputStream();
      synchronized (lastLines) {
        in.write((line + "\n").getBytes(UTF_8));
        in.flush();
      }
    } catch (IOException e) {
      // Whoever waits for the process finds out that it has ended.
      return;
    }
  }

  private Map<String, String> open() {
    synchronized (lastLines) {
      return new LinkedHashMap<>(open);
    }
  }

  boolean hasDied() {
    return !killed && !process.isAlive();
  }

  /**
   * Kills the process with SIGKILL and waits until its last line is read.
   *
   * @return its open orders, each with the last state that is known to be on disk
   */
  Map<String, String> kill() throws InterruptedException, TimeoutException {
    if (hasDied()) {
      throw failure("died by itself");
    }
    killed = true;
    // Process.destroyForcibly would close the pipe before the last lines are read.
    process.toHandle().destroyForcibly();
    return awaitEnd();
  }

  /** Closes its standard input, which makes it exit, and waits until it has. */
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
    return new TimeoutException(name + " " + what + "; it printed:\n" + output());
  }

  String output() {
    synchronized (lastLines) {
      return String.join("\n", lastLines);
    }
  }

  /** Kills the process without waiting for it. */
  void destroy() {
    killed = true;
    process.destroyForcibly();
  }
}
