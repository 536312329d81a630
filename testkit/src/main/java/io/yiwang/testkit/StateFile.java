package io.yiwang.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a sandbox's state across restarts, as a log of the requests that changed it. The next start
 * repeats them in order, each with the clock at its time. A line is written before its change, so
 * that everything that was answered survives a kill; an incomplete last line was never answered and
 * is dropped. A power failure may lose the last seconds.
 *
 * <p>Citizens' logins and tokens, nonces and waiting faults are not kept. The file contains the
 * sealed fields of requests as the gateway opened them, which are of made-up people. Thread-safe.
 */
final class StateFile implements World.ChangeLog, AutoCloseable {
  private static final int FORMAT = 1;

  /** The largest file, since it is read at once. */
  private static final int LARGEST = 1 << 30;

  private static final Pattern LIFE = Pattern.compile("[0-9a-f]{8}");

  /** The headers that handlers depend on. */
  private static final List<String> HEADERS =
      List.of("idempotency-key", "content-type", "content-digest", "igs-filename");

  /** The queries that change state: a citizen may sign when the status is queried. */
  private static final Set<String> CHANGING_QUERIES = Set.of("signing.status");

  /** The calls of the admin API that change no kept state, or are kept in other ways. */
  private static final Set<String> NOT_KEPT =
      Set.of("/faults", "/reset", "/callbacks/deliver", "/tokens", "/exchanges");

  private final Path file;
  private final ObjectNode settings;
  private final List<JsonNode> lines = new ArrayList<>();
  private FileChannel out;
  private String life;
  private Instant start;
  private boolean replaying;

  /**
   * Opens a file, or creates it.
   *
   * @param settings the settings of the sandbox; a file with others is refused
   * @throws IllegalArgumentException if the file cannot be used, saying why
   */
  StateFile(Path file, ObjectNode settings, String life, Instant now) {
    this.file = file;
    this.settings = settings;
    this.life = life;
    start = now;
    try {
      Path folder = file.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      out = opened();
    } catch (IOException e) {
      throw new IllegalArgumentException("cannot use the state file " + file);
    }
    try {
      if (out.size() == 0) {
        begin(life, now);
      } else {
        read();
      }
    } catch (IOException e) {
      close();
      throw new IllegalArgumentException("cannot read the state file " + file);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private FileChannel opened() throws IOException {
    Set<StandardOpenOption> how =
        Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    FileChannel channel;
    if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Set<PosixFilePermission> owner = PosixFilePermissions.fromString("rw-------");
      channel = FileChannel.open(file, how, PosixFilePermissions.asFileAttribute(owner));
      Files.setPosixFilePermissions(file, owner);
    } else {
      channel = FileChannel.open(file, how);
    }
    try {
      if (channel.tryLock() != null) {
        return channel;
      }
    } catch (OverlappingFileLockException e) {
      // This process has it open.
    }
    channel.close();
    throw new IllegalArgumentException("the state file " + file + " is in use by another sandbox");
  }

  /** Empties the file for a new life. */
  synchronized void begin(String newLife, Instant now) {
    life = newLife;
    start = now;
    ObjectNode head = Json.object().put("igsSandboxState", FORMAT);
    head.put("life", newLife).put("start", now.toString()).set("settings", settings);
    try {
      out.truncate(0);
      out.position(0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    append(head);
  }

  private void read() throws IOException {
    if (out.size() > LARGEST) {
      throw new IllegalArgumentException(
          file + " has more than " + LARGEST + " bytes; delete it to start again");
    }
    byte[] content = Files.readAllBytes(file);
    int end = 0;
    for (int i = 0; i < content.length; i++) {
      if (content[i] == '\n') {
        lines.add(line(new String(content, end, i - end, UTF_8)));
        end = i + 1;
      }
    }
    out.truncate(end);
    out.position(end);
    JsonNode head = lines.isEmpty() ? Json.object() : lines.remove(0);
    if (head.path("igsSandboxState").asInt() != FORMAT) {
      throw new IllegalArgumentException(file + " is not a state file of this version");
    }
    if (!head.path("settings").toString().equals(settings.toString())) {
      throw new IllegalArgumentException(
          file + " is of a sandbox with other settings: " + head.path("settings"));
    }
    life = head.path("life").asText();
    try {
      start = Instant.parse(head.path("start").asText());
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(file + " does not say when it was started");
    }
    if (!LIFE.matcher(life).matches()) {
      throw new IllegalArgumentException(file + " does not name its life");
    }
  }

  private JsonNode line(String text) {
    try {
      return Json.MAPPER.readTree(text);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "line " + (lines.size() + 1) + " of the state file " + file + " cannot be read");
    }
  }

  /** Returns the name of the life that the file keeps. */
  synchronized String life() {
    return life;
  }

  /** Returns when that life started. */
  synchronized Instant start() {
    return start;
  }

  private synchronized void append(ObjectNode line) {
    if (replaying) {
      return;
    }
    byte[] text = (line + "\n").getBytes(UTF_8);
    try {
      ByteBuffer bytes = ByteBuffer.wrap(text);
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ObjectNode at(Instant now) {
    return Json.object().put("at", now.toString());
  }

  @Override
  public Routes.Handler logging(
      Received request,
      Operation operation,
      VirtualScheduler scheduler,
      SandboxClock clock,
      Routes.Handler handler) {
    if (!operation.isCommand() && !CHANGING_QUERIES.contains(operation.id())) {
      return handler;
    }
    // Logged and run under one lock, so that the file has the order of the work, and at one time,
    // so that repeating it has the same result.
    return exchange ->
        scheduler.withoutCatchUp(
            () -> {
              append(call(request, exchange));
              if (replaying) {
                return handler.answer(exchange);
              }
              clock.freeze(exchange.now());
              try {
                return handler.answer(exchange);
              } finally {
                clock.freeze(null);
              }
            });
  }

  private static ObjectNode call(Received request, Exchange exchange) {
    ObjectNode line = at(exchange.now());
    ObjectNode call = line.putObject("call");
    call.put("method", request.method()).put("path", request.path());
    if (request.query() != null) {
      call.put("query", request.query());
    }
    ObjectNode headers = call.putObject("headers");
    for (String name : HEADERS) {
      String value = request.header(name);
      if (value != null) {
        headers.put(name, value);
      }
    }
    if (exchange.body() != null) {
      call.set("body", exchange.body());
    } else if (exchange.content().length > 0) {
      call.put("content", exchange.content());
    }
    call.put("platform", exchange.platform()).put("language", exchange.language());
    if (exchange.citizen() != null) {
      call.put("citizen", exchange.citizen().sub());
    }
    return line;
  }

  /** Answers a call of the admin API, which is logged first if it changes anything. */
  Answer keep(
      Received request, VirtualScheduler scheduler, SandboxClock clock, Supplier<Answer> work) {
    String path = request.path().substring(AdminApi.BASE.length());
    if (request.method().equals("GET") || NOT_KEPT.contains(path)) {
      return work.get();
    }
    return scheduler.withoutCatchUp(
        () -> {
          Instant now = clock.instant();
          append(admin(request, now));
          if (path.startsWith("/clock")) {
            Answer answer = work.get();
            append(at(now).put("offset", clock.offset().toString()));
            return answer;
          }
          clock.freeze(now);
          try {
            return work.get();
          } finally {
            clock.freeze(null);
          }
        });
  }

  private static ObjectNode admin(Received request, Instant now) {
    ObjectNode line = at(now);
    ObjectNode call = line.putObject("admin");
    call.put("method", request.method()).put("path", request.path());
    if (request.body().length > 0) {
      call.put("content", request.body());
    }
    return line;
  }

  @Override
  public void acknowledged(Instant now, String eventId) {
    append(at(now).put("acknowledged", eventId));
  }

  /** Repeats everything in the file. */
  synchronized void replay(World world, SandboxClock clock, AdminApi admin) {
    replaying = true;
    try {
      Duration offset = Duration.ZERO;
      for (JsonNode line : lines) {
        clock.freeze(Instant.parse(line.get("at").textValue()));
        if (line.has("call")) {
          call(world, clock, line.get("call"));
        } else if (line.has("admin")) {
          JsonNode call = line.get("admin");
          admin.answer(received(call, content(call)));
        } else if (line.has("acknowledged")) {
          world.callbackControls().acknowledge(line.get("acknowledged").textValue());
        } else if (line.has("offset")) {
          offset = Duration.parse(line.get("offset").textValue());
        }
      }
      clock.offset(offset);
    } finally {
      clock.freeze(null);
      replaying = false;
      lines.clear();
    }
  }

  private static void call(World world, SandboxClock clock, JsonNode call) {
    @Nullable String sub = Json.text(call, "citizen");
    world
        .engine()
        .repeat(
            received(call, content(call)),
            call.has("body") ? (ObjectNode) call.get("body") : null,
            Json.required(call, "platform"),
            sub == null ? null : world.handlers().seed().citizen(sub),
            Json.required(call, "language"),
            clock.instant());
  }

  private static byte[] content(JsonNode call) {
    try {
      return call.has("content") ? call.get("content").binaryValue() : new byte[0];
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Received received(JsonNode call, byte[] content) {
    Map<String, String> headers = new LinkedHashMap<>();
    call.path("headers")
        .properties()
        .forEach(header -> headers.put(header.getKey(), header.getValue().textValue()));
    return new Received(
        Json.required(call, "method"),
        Json.required(call, "path"),
        Json.text(call, "query"),
        "",
        headers,
        Objects.requireNonNull(content));
  }

  @Override
  public void close() {
    try {
      out.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return "StateFile[" + file + "]";
  }
}
