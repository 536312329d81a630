package io.yiwang;

import io.yiwang.internal.shared.BeforeProcessing;
import io.yiwang.internal.shared.Printable;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when a verified answer says that the gateway has rejected a request. Match on {@link
 * #code}. The codes are those of the operation in IGS/1; one that this version does not know is
 * kept.
 */
@SuppressWarnings("serial")
public final class RejectedException extends GovException {
  /**
   * Describes what is wrong with one member of the request.
   *
   * @param pointer the JSON Pointer of the member
   * @param code the machine-readable code
   * @param detail a text for people, in the requested language
   */
  public record FieldProblem(
      @Nullable String pointer, @Nullable String code, @Nullable String detail) {
    /** Leaves out the detail, which may quote what was sent. */
    @Override
    public String toString() {
      return "FieldProblem[" + Printable.of(pointer) + ", " + Printable.of(code) + "]";
    }
  }

  /**
   * Holds the members that every problem document has.
   *
   * @param title a text for people, in the requested language. It may hold what must not be logged,
   *     so no exception message contains it
   * @param detail a longer text for people, with the same restriction
   * @param retryAfter how long the gateway asks to wait
   * @see "RFC 9457; IGS/1 section 1"
   */
  public record Problem(
      int status,
      String code,
      @Nullable String title,
      @Nullable String detail,
      @Nullable String traceId,
      List<FieldProblem> fields,
      @Nullable Duration retryAfter) {
    /** Copies the fields. */
    public Problem {
      fields = List.copyOf(fields);
    }

    /** Returns only the status and the code. */
    @Override
    public String toString() {
      return status + " " + Printable.of(code);
    }
  }

  private static final int MOST_POINTERS = 5;

  private final Problem problem;
  private final ProblemMembers members;
  private final boolean beforeProcessing;

  RejectedException(Call call, Problem problem, ProblemMembers members) {
    this(
        call,
        problem,
        members,
        BeforeProcessing.isStatus(problem.status())
            || problem.fields().stream()
                .map(FieldProblem::code)
                .anyMatch(BeforeProcessing::isFieldCode));
  }

  RejectedException(Call call, Problem problem, ProblemMembers members, boolean beforeProcessing) {
    super(
        call,
        "rejected with "
            + Printable.of(problem.code())
            + (problem.fields().isEmpty() ? "" : " at " + pointers(problem))
            + (problem.traceId() == null ? "" : ", traceId " + Printable.of(problem.traceId()))
            + nextStep(problem.code()),
        null);
    this.problem = problem;
    this.members = members;
    this.beforeProcessing = beforeProcessing;
  }

  /** Returns what to do about a code whose cause is outside the call itself. */
  private static String nextStep(String code) {
    return switch (code) {
      case "SIGNATURE_MISSING",
          "SIGNATURE_INVALID",
          "SIGNATURE_EXPIRED",
          "SIGNATURE_REPLAYED",
          "DIGEST_MISMATCH",
          "ALGORITHM_REFUSED" ->
          "; check the key, its id, and proxies that change requests, or run the doctor";
      case "KEY_UNKNOWN", "KEY_REVOKED" ->
          "; register the key with the gateway, or sign with another";
      case "NOT_FOUND" -> "; check the number, and the path of the endpoint";
      default -> "";
    };
  }

  private static String pointers(Problem problem) {
    List<String> pointers =
        problem.fields().stream()
            .map(FieldProblem::pointer)
            .filter(Objects::nonNull)
            .limit(MOST_POINTERS)
            .map(Printable::of)
            .toList();
    return String.join(", ", pointers) + (problem.fields().size() > MOST_POINTERS ? ", …" : "");
  }

  /** Returns the gateway's reason, such as {@code DECISION_PAID}. */
  public String code() {
    return problem.code();
  }

  /** Returns whether {@link #code} equals this code. */
  public boolean hasCode(String code) {
    return problem.code().equals(code);
  }

  /**
   * Returns whether the gateway rejected the call before processing it and before looking at its
   * idempotency key: because of its signature, token, rate or opening hours (401, 403, 429, 5xx),
   * or because a sealed value could not be opened. Such a call had no effect. It says nothing about
   * an earlier call under the same key whose outcome is unknown: look that one up.
   */
  public boolean rejectedBeforeProcessing() {
    return beforeProcessing;
  }

  /** Returns the status, the texts for people, and the members that are wrong. */
  public Problem problem() {
    return problem;
  }

  /**
   * Returns a further member of the answer, such as {@code heldUntil} with {@code DECISION_HELD}.
   *
   * @return null if it is absent or cannot be read as the type
   */
  public <M> @Nullable M member(String name, Class<M> type) {
    return members.read(name, type);
  }

  @Override
  public Optional<String> traceId() {
    return Optional.ofNullable(problem.traceId());
  }

  @Override
  List<String> textKeys() {
    return List.of("rejected." + problem.code(), "rejected.other");
  }

  @Override
  public boolean sent() {
    return true;
  }
}
