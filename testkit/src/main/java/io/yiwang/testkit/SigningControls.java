package io.yiwang.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Controls the citizens who sign on their phones (section 5). By default a citizen that the sandbox
 * knows has signed when the status of the signing is queried the second time. Thread-safe.
 */
public final class SigningControls {
  private static final int QUERIES_UNTIL_SIGNED = 2;

  private final VirtualScheduler scheduler;
  private final Events events;
  private final SandboxClock clock;
  private final People people;
  private final CmsSealer cms;
  private final GatewayAddress address;
  private final Random random;
  private final Map<String, Signing> byId = new LinkedHashMap<>();
  private boolean waiting;

  SigningControls(
      VirtualScheduler scheduler, People people, Events events, SandboxContext context) {
    this.scheduler = scheduler;
    this.events = events;
    this.people = people;
    clock = context.clock();
    cms = context.cms();
    address = context.address();
    random = new Random(context.seed());
  }

  /** Makes citizens wait from now on, until a method signs or refuses for them. */
  public void citizensWait() {
    scheduler.runExclusively(() -> waiting = true);
  }

  /** Makes citizens sign by themselves from now on, as at first. */
  public void citizensAct() {
    scheduler.runExclusively(() -> waiting = false);
  }

  boolean isWaiting() {
    return scheduler.inTurn(() -> waiting);
  }

  /** Returns all signings as the citizens see them, in order. */
  List<ObjectNode> all() {
    return scheduler.inTurn(() -> byId.values().stream().map(Signing::whole).toList());
  }

  /**
   * Signs as the citizen; has no effect if the signing is over.
   *
   * @throws IllegalArgumentException if there is no such signing
   */
  public void citizenSigns(String signingId) {
    scheduler.runExclusively(() -> sign(known(signingId), clock.instant()));
  }

  /**
   * Refuses as the citizen; has no effect if the signing is over.
   *
   * @throws IllegalArgumentException if there is no such signing
   */
  public void citizenRefuses(String signingId) {
    scheduler.runExclusively(() -> end(known(signingId), Signing.Status.REFUSED, clock.instant()));
  }

  /** Returns the statement that the citizen reads. */
  public String statement(String signingId) {
    return scheduler.inTurn(() -> known(signingId).statement);
  }

  private Signing known(String signingId) {
    Signing signing = byId.get(signingId);
    if (signing == null) {
      throw new IllegalArgumentException("there is no such signing");
    }
    return signing;
  }

  OperationHandler handler() {
    return routes -> {
      routes.on("signing.start", scheduler.inTurn(this::start));
      routes.on("signing.status", scheduler.inTurn(this::status));
      routes.on("signing.cancel", scheduler.inTurn(this::cancel));
    };
  }

  private Answer start(Exchange exchange) {
    ObjectNode body = exchange.requiredBody();
    Citizen signer = signer(body.get("signer"), exchange.citizen());
    String id = "sig-" + (1_000_001 + byId.size());
    Instant now = exchange.now();
    Instant expiresAt = now.plusSeconds(body.get("expiresIn").longValue());
    Signing signing =
        new Signing(
            id,
            Json.required(body, "statement"),
            documents(body),
            signer,
            Integer.toString(10_000 + random.nextInt(10_000)).substring(1),
            address.qr("g", id, expiresAt),
            now,
            expiresAt);
    byId.put(id, signing);
    scheduler.add(expiresAt, () -> end(signing, Signing.Status.EXPIRED, expiresAt));
    return Answer.json(201, signing.json());
  }

  /** Returns the signer; absent if the sandbox does not know the number, so the signing expires. */
  private @Nullable Citizen signer(@Nullable JsonNode named, @Nullable Citizen present) {
    if ((named == null) == (present == null)) {
      Words rule =
          new Words(
              "指明签署人，或以令牌代表签署人，二者取一", "a signer is named, or present by token: one of the two");
      throw Refusal.badRequest("/signer", named == null ? "REQUIRED" : "NOT_ALLOWED", rule);
    }
    return named == null
        ? present
        : people
            .find(Json.required(named, "idType"), Json.required(named, "idNumber"))
            .orElse(null);
  }

  private static List<Signing.Document> documents(ObjectNode body) {
    List<Signing.Document> documents = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (JsonNode document : body.get("documents")) {
      JsonNode digest = document.get("digest");
      String name = Json.required(document, "name");
      if (!names.add(name)) {
        String pointer = "/documents/" + documents.size() + "/name";
        throw Refusal.badRequest(
            pointer, "DUPLICATE", new Words("文件名不得重复", "names of documents must differ"));
      }
      documents.add(
          new Signing.Document(name, Json.required(digest, "alg"), Json.required(digest, "value")));
    }
    return documents;
  }

  private Answer status(Exchange exchange) {
    Signing signing = found(exchange);
    signing.queries++;
    if (!waiting && signing.signer != null && signing.queries >= QUERIES_UNTIL_SIGNED) {
      sign(signing, exchange.now());
    }
    return Answer.json(200, signing.json());
  }

  private Answer cancel(Exchange exchange) {
    Signing signing = found(exchange);
    end(signing, Signing.Status.CANCELLED, exchange.now());
    return Answer.json(200, signing.json());
  }

  private Signing found(Exchange exchange) {
    Signing signing = byId.get(exchange.pathParameter("id"));
    if (signing == null) {
      throw new Refusal(404, "NOT_FOUND", "没有这次签署");
    }
    return signing;
  }

  private void sign(Signing signing, Instant at) {
    if (signing.status == Signing.Status.WAITING) {
      byte[] statement = Sm3.digest(signing.statement.getBytes(UTF_8));
      signing.signatures =
          signing.documents.stream().map(document -> sign(document, statement)).toList();
      end(signing, Signing.Status.SIGNED, at);
    }
  }

  private void end(Signing signing, Signing.Status status, Instant at) {
    if (signing.status == Signing.Status.WAITING) {
      signing.end(status, at);
      events.happened("igs.signing.completed", signing.id, signing.json());
    }
  }

  private Signing.Signature sign(Signing.Document document, byte[] statement) {
    byte[] digest = Base64.getDecoder().decode(document.digest());
    byte[] signed = cms.seal(document.algorithm(), digest, statement);
    return new Signing.Signature(document.name(), Base64.getEncoder().encodeToString(signed));
  }
}
