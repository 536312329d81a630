package io.yiwang.testkit;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** The part of the admin API that adds faults to {@link Faults} and lists them. */
final class AdminFaults {
  /** A kind of fault, named as the method of {@link NextFault} that adds it. */
  private record Kind(
      String name,
      List<String> parameters,
      String description,
      BiConsumer<NextFault, AdminCall> add) {}

  private static final List<Kind> KINDS =
      List.of(
          kind(
              "answerLost",
              "The work is done; the connection closes without an answer.",
              NextFault::answerLost),
          kind(
              "resetBeforeWork",
              "The connection is reset; nothing was done.",
              NextFault::resetBeforeWork),
          kind(
              "resetAfterWork",
              "The work is done; the connection is reset.",
              NextFault::resetAfterWork),
          new Kind(
              "slowBody",
              List.of("duration"),
              "The answer's body takes this long.",
              (fault, call) -> fault.slowBody(call.nonNegativeDuration("duration"))),
          kind(
              "halfBody",
              "The connection closes in the middle of the answer's body.",
              NextFault::halfBody),
          new Kind(
              "unsignedError",
              List.of("status"),
              "A proxy answers with an unsigned page; nothing was done.",
              (fault, call) -> fault.unsignedError(status(call))),
          new Kind(
              "unsignedErrorAfterWork",
              List.of("status"),
              "The work is done; a proxy answers with an unsigned page.",
              (fault, call) -> fault.unsignedErrorAfterWork(status(call))),
          kind(
              "unsignedAnswer",
              "The right answer without its signature.",
              NextFault::unsignedAnswer),
          kind(
              "forgedSignature",
              "The right answer under the gateway's key id, signed by somebody else.",
              NextFault::forgedSignature),
          kind(
              "answerOfAnotherRequest",
              "An answer that the gateway signed for another request.",
              NextFault::answerOfAnotherRequest),
          new Kind(
              "staleAnswer",
              List.of("age"),
              "An answer signed so long ago.",
              (fault, call) -> fault.staleAnswer(call.nonNegativeDuration("age"))),
          kind(
              "wrongDigest",
              "A body that is not the one whose digest was signed.",
              NextFault::wrongDigest),
          new Kind(
              "clockSkew",
              List.of("by"),
              "The gateway's clock is off by that for one request.",
              (fault, call) -> fault.clockSkew(call.duration("by"))),
          kind(
              "keyRotated",
              "The gateway takes a new signing key before it answers.",
              NextFault::keyRotated),
          new Kind(
              "rateLimited",
              List.of("retryAfter"),
              "Signed 429 RATE_LIMITED; nothing was done.",
              (fault, call) -> fault.rateLimited(call.nonNegativeDuration("retryAfter"))),
          new Kind(
              "maintenance",
              List.of("retryAfter"),
              "Signed 503 MAINTENANCE; nothing was done.",
              (fault, call) -> fault.maintenance(call.nonNegativeDuration("retryAfter"))),
          new Kind(
              "inProgress",
              List.of("retryAfter"),
              "Signed 409 REQUEST_IN_PROGRESS, as if the first attempt were still running.",
              (fault, call) -> fault.inProgress(call.nonNegativeDuration("retryAfter"))),
          kind("signedError", "Signed 500 INTERNAL; nothing was done.", NextFault::signedError),
          kind(
              "signedErrorAfterWork",
              "Signed 500 INTERNAL; the work is done all the same.",
              NextFault::signedErrorAfterWork),
          kind(
              "malformedJson",
              "A signed answer that is not JSON though it says so.",
              NextFault::malformedJson),
          new Kind(
              "gzipBomb",
              List.of("mebibytes"),
              "A signed answer of a few kilobytes that unpacks to so many MiB.",
              (fault, call) -> fault.gzipBomb((int) call.whole("mebibytes", 1, 1024))),
          new Kind(
              "redirect",
              List.of("location"),
              "An unsigned redirect; nothing was done.",
              (fault, call) -> fault.redirect(uri(call))));

  private final Faults faults;

  AdminFaults(Faults faults) {
    this.faults = faults;
  }

  private static Kind kind(String name, String description, Consumer<NextFault> add) {
    return new Kind(name, List.of(), description, (fault, call) -> add.accept(fault));
  }

  private static int status(AdminCall call) {
    return (int) call.whole("status", 200, 599);
  }

  private static URI uri(AdminCall call) {
    try {
      return URI.create(call.required("location"));
    } catch (IllegalArgumentException e) {
      throw AdminCall.badRequest("location must be a URI");
    }
  }

  void register(AdminApi api) {
    api.on("GET", "/faults", call -> list(200))
        .on("POST", "/faults", this::add)
        .on("DELETE", "/faults", this::clear);
  }

  private Answer add(AdminCall call) {
    String name = call.required("fault");
    Kind kind =
        KINDS.stream()
            .filter(each -> each.name().equals(name))
            .findFirst()
            .orElseThrow(
                () ->
                    AdminCall.badRequest(
                        "fault must be one of " + KINDS.stream().map(Kind::name).toList()));
    ArrayList<String> members = new ArrayList<>(List.of("operation", "fault", "times"));
    members.addAll(kind.parameters());
    call.allowOnly(members.toArray(String[]::new));
    String operation = call.text("operation");
    NextFault next = operation == null ? faults.next() : faults.next(operation);
    int times = call.has("times") ? (int) call.whole("times", 1, 10_000) : 1;
    kind.add().accept(next.times(times), call);
    return list(201);
  }

  private Answer clear(AdminCall call) {
    call.allowOnly();
    faults.clear();
    return list(200);
  }

  private Answer list(int status) {
    ObjectNode json = Json.object();
    ArrayNode kinds = json.putArray("kinds");
    for (Kind kind : KINDS) {
      ObjectNode item = kinds.addObject().put("fault", kind.name());
      kind.parameters().forEach(item.putArray("parameters")::add);
      item.put("description", kind.description());
    }
    ArrayNode operations = json.putArray("operations");
    Operations.all().forEach(each -> operations.add(each.id()));
    ArrayNode waiting = json.putArray("waiting");
    for (Faults.Waiting each : faults.list()) {
      ObjectNode item = waiting.addObject();
      if (each.operation() != null) {
        item.put("operation", each.operation());
      }
      item.put("fault", each.fault());
    }
    return Answer.json(status, json);
  }
}
