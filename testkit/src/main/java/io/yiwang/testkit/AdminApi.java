package io.yiwang.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Routes the calls of the admin API, which {@code sandbox-admin.openapi.yaml} describes. Resources
 * add their handlers with {@link #on}; {@link AdminGuard} has let each call through.
 */
final class AdminApi {
  /** The path that those of {@link #on} follow. */
  static final String BASE = "/_sandbox/api";

  /** Answers the calls to one path by one method. */
  @FunctionalInterface
  interface Handler {
    /** Returns the answer, or throws a {@link Refusal}. */
    Answer answer(AdminCall call);
  }

  private record Route(String method, PathTemplate path, Handler handler) {}

  private static final int LARGEST = 1 << 20;

  private final List<Route> routes = new ArrayList<>();

  /**
   * Adds a handler.
   *
   * @param template as in the document, such as {@code /signings/{id}/approve}
   */
  AdminApi on(String method, String template, Handler handler) {
    routes.add(new Route(method, new PathTemplate(template), handler));
    return this;
  }

  /** Returns every route as its method, a blank and its template. */
  SortedSet<String> routes() {
    SortedSet<String> all = new TreeSet<>();
    routes.forEach(route -> all.add(route.method() + " " + route.path()));
    return all;
  }

  /** Returns whether a path belongs to the admin API. */
  static boolean takes(String path) {
    return path.startsWith(BASE + "/");
  }

  /** Answers a call, refusals included. */
  Answer answer(Received request) {
    try {
      return route(request);
    } catch (Refusal refusal) {
      return problem(refusal);
    } catch (IllegalArgumentException e) {
      return problem(new Refusal(422, "NOT_POSSIBLE", message(e)));
    } catch (IllegalStateException e) {
      return problem(new Refusal(409, "NOT_NOW", message(e)));
    } catch (RuntimeException e) {
      // A call is logged before it runs: an unexpected failure must not fail the next start as
      // well.
      return problem(
          new Refusal(500, "INTERNAL", "the sandbox failed:  " + e.getClass().getName()));
    }
  }

  private static String message(RuntimeException e) {
    return Objects.requireNonNullElse(e.getMessage(), "the sandbox cannot do that");
  }

  private Answer route(Received request) {
    String path = request.path().substring(BASE.length());
    List<String> methods = new ArrayList<>();
    Route best = null;
    for (Route each : routes) {
      if (each.path().matches(path)) {
        methods.add(each.method());
        // The longer template says more of the path: /codes/{kind}.png goes before /codes/{kind}.
        if (each.method().equals(request.method())
            && (best == null
                || each.path().toString().length() > best.path().toString().length())) {
          best = each;
        }
      }
    }
    if (best != null) {
      Map<String, List<String>> query = Query.parameters(request.query());
      return best.handler()
          .answer(new AdminCall(best.path().parameters(path), query, body(request)));
    }
    if (methods.isEmpty()) {
      throw new Refusal(
          404, "NOT_FOUND", "there is no such path; " + BASE + "/openapi.yaml lists the paths");
    }
    throw new Refusal(405, "METHOD_NOT_ALLOWED", "this path takes " + String.join(", ", methods));
  }

  private static ObjectNode body(Received request) {
    if (request.body().length == 0) {
      return Json.object();
    }
    if (request.body().length > LARGEST) {
      throw new Refusal(413, "BODY_TOO_LARGE", "the body must have at most " + LARGEST + " bytes");
    }
    try {
      JsonNode body = Json.MAPPER.readTree(request.body());
      if (body instanceof ObjectNode object) {
        return object;
      }
    } catch (IOException e) {
      // Refused below, without the parser's message, which quotes the body.
    }
    throw new Refusal(400, "BAD_REQUEST", "the body must be a JSON object");
  }

  /** Returns a refusal as a problem document. */
  static Answer problem(Refusal refusal) {
    ObjectNode problem = Json.object();
    problem.put("title", refusal.code().toLowerCase(Locale.ROOT).replace('_', ' '));
    problem.put("status", refusal.status());
    problem.put("detail", refusal.getMessage());
    problem.put("code", refusal.code());
    return new Answer(refusal.status(), "application/problem+json", Json.bytes(problem), Map.of());
  }
}
