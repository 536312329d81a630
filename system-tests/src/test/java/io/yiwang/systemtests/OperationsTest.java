package io.yiwang.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.yiwang.Content;
import io.yiwang.Gateway;
import io.yiwang.GatewayErrors;
import io.yiwang.GovException;
import io.yiwang.GovRequest;
import io.yiwang.NotSentException;
import io.yiwang.Operation;
import io.yiwang.catalog.Audience;
import io.yiwang.catalog.CatalogClient;
import io.yiwang.catalog.ServiceQuery;
import io.yiwang.identity.DocumentToSign;
import io.yiwang.identity.IdentityCheck;
import io.yiwang.identity.IdentityClient;
import io.yiwang.identity.SigningClient;
import io.yiwang.identity.SigningRequest;
import io.yiwang.identity.login.OpenIdProvider;
import io.yiwang.identity.sm.Sm3Digest;
import io.yiwang.messages.Message;
import io.yiwang.messages.MessageBatch;
import io.yiwang.messages.MessageClient;
import io.yiwang.messages.Rating;
import io.yiwang.notices.NoticeChannel;
import io.yiwang.notices.NoticeClient;
import io.yiwang.payments.ChannelPayment;
import io.yiwang.payments.FineClient;
import io.yiwang.payments.PaymentOrder;
import io.yiwang.payments.PenaltyDecisionNumber;
import io.yiwang.payments.PenaltySearch;
import io.yiwang.payments.Proof;
import io.yiwang.payments.RefundOrder;
import io.yiwang.value.AccessToken;
import io.yiwang.value.CitizenId;
import io.yiwang.value.Confidential;
import io.yiwang.value.IdempotencyKey;
import io.yiwang.value.Language;
import io.yiwang.value.Money;
import io.yiwang.value.RegionCode;
import io.yiwang.value.ServiceCode;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/**
 * Checks that the clients' {@code OPERATIONS}, the calls that the clients make, the OpenAPI
 * document and {@code docs/operations.md} agree. With {@code -Doperations.write=true} it writes
 * {@code docs/operations.md} first.
 */
class OperationsTest {
  private static final List<Operation> TABLE =
      Stream.of(
              CatalogClient.OPERATIONS,
              FineClient.OPERATIONS,
              IdentityClient.OPERATIONS,
              SigningClient.OPERATIONS,
              OpenIdProvider.OPERATIONS,
              MessageClient.OPERATIONS,
              NoticeClient.OPERATIONS)
          .flatMap(List::stream)
          .toList();

  /** The operations that {@code GovClient} calls itself, which no other {@code Gateway} gets. */
  private static final Set<String> INTERNAL = Set.of("keys.list");

  private static final Pattern CALL =
      Pattern.compile("GovRequest\\s*\\.\\s*\\w+\\(\\s*\"([A-Za-z.]+)\"");

  private final Set<Operation> called = new TreeSet<>(Comparator.comparing(Operation::toString));

  /** Records what is called, and sends nothing. */
  private final Gateway recording =
      new Gateway() {
        @Override
        public <T> T call(GovRequest<T> request) {
          called.add(Operation.of(request));
          throw GatewayErrors.notSent(
              new GovException.Call(request.operation(), "r", 0),
              NotSentException.Reason.UNSUPPORTED,
              "only recorded",
              null);
        }
      };

  @Test
  void clients_everyMethod_callsAnOperationOfTheTable(@TempDir Path folder) {
    catalogAndNotices(folder);
    fines(folder);
    identity();
    messages();

    assertEquals(rows(TABLE.stream()), rows(called.stream()));
  }

  @Test
  void operationNames_inTheSources_areThoseOfTheTable() throws IOException {
    Set<String> inSources = new TreeSet<>();
    for (String module : List.of("core", "services", "payments", "identity", "sm", "journal")) {
      try (Stream<Path> files = Files.walk(Path.of("..", module, "src", "main", "java"))) {
        for (Path file : files.filter(each -> each.toString().endsWith(".java")).toList()) {
          // Names in comments are examples.
          String code = Files.readString(file).replaceAll("(?s)/\\*.*?\\*/", "");
          Matcher calls = CALL.matcher(code);
          while (calls.find()) {
            inSources.add(calls.group(1));
          }
        }
      }
    }
    inSources.removeAll(INTERNAL);

    assertEquals(
        TABLE.stream().map(Operation::name).collect(Collectors.toCollection(TreeSet::new)),
        inSources);
  }

  @Test
  void openApiDocument_hasTheOperationsOfTheTable() throws IOException {
    TreeMap<String, String> published = new TreeMap<>();
    String path = "";
    String method = "";
    for (String line : openApi().split("\n")) {
      if (line.equals("webhooks:") || line.equals("components:")) {
        path = "";
      } else if (line.matches("  /\\S*:")) {
        path = line.strip().replaceAll("^/|:$", "");
      } else if (line.matches("    (get|post|put|delete|patch):")) {
        method = line.strip().replace(":", "").toUpperCase(Locale.ROOT);
      } else if (line.matches("      operationId: .*") && !path.isEmpty()) {
        published.put(line.replaceAll(".*: ", ""), method + " " + path);
      }
    }
    published.keySet().removeAll(INTERNAL);
    TreeMap<String, String> ours = new TreeMap<>();
    TABLE.forEach(row -> ours.put(row.name(), row.method() + " " + row.path()));

    assertEquals(published, ours);
  }

  @Test
  void bodiesAndAnswers_ofAllOperations_arePublic() {
    List<String> hidden =
        TABLE.stream()
            .flatMap(row -> Stream.of(row.body(), row.type()))
            .filter(type -> type != null && !Modifier.isPublic(type.getModifiers()))
            .map(Class::getName)
            .toList();

    assertEquals(List.of(), hidden);
  }

  @Test
  void operationsPage_isThatOfTheTable() throws IOException {
    Path document = Path.of("..", "docs", "operations.md");
    if (Boolean.getBoolean("operations.write")) {
      Files.writeString(document, document());
    }

    assertEquals(document(), Files.readString(document));
  }

  private static String document() {
    StringBuilder text =
        new StringBuilder(
            """
            # Operations

            Every call that the typed clients make, for whoever implements a `Gateway` that speaks
            another protocol. `OperationsTest` generates this page from the clients' `OPERATIONS`, and
            compares these with the calls and with the OpenAPI document; `-Doperations.write=true`
            writes the page again. `Operation.of(request)` returns the row of a request that
            `Gateway.call` receives; the request has the path's `segments()`, the query's
            `parameters()` and the `body()` of the type named here. `GovClient` also calls `keys.list`
            itself.

            A gateway that lacks an operation reports this in `Gateway.supports`, and throws
            `NotSentException` with `UNSUPPORTED`. A **command** is repeated under one idempotency
            key, even after a restart, and must be carried out once; a query may be repeated freely.

            | Operation | Path | Body | Answer | Kind |
            | --- | --- | --- | --- | --- |
            """);
    for (Operation row : TABLE) {
      Class<?> body = row.body();
      text.append("| `")
          .append(row.name())
          .append("` | `")
          .append(row.method())
          .append(" /")
          .append(row.path())
          .append("` | ")
          .append(body == null ? "" : "`" + name(body) + "`")
          .append(" | ")
          .append(answer(row))
          .append(" | ")
          .append(row.kind() == GovRequest.Kind.COMMAND ? "**command**" : "query")
          .append(" |\n");
    }
    return text.toString();
  }

  private static String answer(Operation row) {
    String type = "`" + name(row.type()) + "`";
    return switch (row.answer()) {
      case OBJECT -> type;
      case PAGE -> "page of " + type;
      case LIST -> "list of " + type;
      case VERBATIM -> type + " with its bytes";
      case FILE -> "file";
    };
  }

  private static String name(Class<?> type) {
    return type.getName().replaceAll("^.*\\.", "").replace('$', '.');
  }

  private static String openApi() throws IOException {
    return new String(
        OperationsTest.class.getResourceAsStream("/io/yiwang/igs-1.openapi.yaml").readAllBytes(),
        StandardCharsets.UTF_8);
  }

  private static List<String> rows(Stream<Operation> operations) {
    return operations.map(Operation::toString).sorted().toList();
  }

  private static void assertCalls(Executable call) {
    assertThrows(NotSentException.class, call);
  }

  private void catalogAndNotices(Path folder) {
    CatalogClient catalog = new CatalogClient(recording);
    assertCalls(() -> catalog.search(ServiceQuery.text("x")).first());
    assertCalls(() -> catalog.guide(new ServiceCode("11330106K00000001X400010200000")));
    assertCalls(() -> catalog.changes("c", 10));
    assertCalls(() -> catalog.snapshot(folder.resolve("snapshot"), null));
    assertCalls(catalog::collections);
    assertCalls(catalog::themes);
    assertCalls(() -> catalog.themes(Audience.PERSON));
    assertCalls(catalog::regions);
    NoticeClient notices = new NoticeClient(recording);
    assertCalls(() -> notices.list(NoticeChannel.NEWS, Language.EN).first());
    assertCalls(
        () ->
            notices
                .list(NoticeChannel.NEWS, Language.EN, OffsetDateTime.parse("2026-11-02T10:00Z"))
                .first());
  }

  private void fines(Path folder) {
    FineClient fines = new FineClient(recording);
    PenaltyDecisionNumber decision = new PenaltyDecisionNumber("3301061234567890");
    OffsetDateTime now = OffsetDateTime.parse("2026-11-02T10:00+08:00");
    RefundOrder refund = new RefundOrder("r-1", Money.fen(1), "why");
    assertCalls(() -> fines.lookup(decision, Proof.plate("浙A12345")));
    assertCalls(() -> fines.search(new AccessToken("t"), PenaltySearch.ALL).first());
    assertCalls(
        () ->
            fines.hold(
                new PaymentOrder(
                    "o-1",
                    "wallet",
                    List.of(new PaymentOrder.Line(decision, Money.fen(1))),
                    Confidential.of("x"))));
    assertCalls(() -> fines.confirm("p-1", new ChannelPayment("t", now, Money.fen(1))));
    assertCalls(() -> fines.release("p-1", "why"));
    assertCalls(() -> fines.payment("p-1"));
    assertCalls(() -> fines.paymentByOrder("o-1"));
    assertCalls(() -> fines.refund("p-1", refund));
    assertCalls(() -> fines.refundAgain("p-1", refund, now));
    assertCalls(() -> fines.refundStatus("p-1", "r-1"));
    assertCalls(() -> fines.receipt("n-1"));
    assertCalls(() -> fines.sealedReceipt("n-1"));
    assertCalls(() -> fines.receiptDocument("n-1", folder.resolve("pdf")));
    assertCalls(() -> fines.statement(LocalDate.of(2026, 11, 1), folder.resolve("statement")));
  }

  private void identity() {
    IdentityClient identity = new IdentityClient(recording);
    assertCalls(() -> identity.check(IdentityCheck.of("王建国", new CitizenId("11010519491231002X"))));
    assertCalls(() -> OpenIdProvider.of(recording).configuration());
    SigningClient signings = new SigningClient(recording);
    SigningRequest request =
        new SigningRequest(
            "statement",
            List.of(DocumentToSign.of("a.txt", "text/plain", new byte[] {1}, Sm3Digest.INSTANCE)),
            null,
            300);
    assertCalls(() -> signings.start(request, new AccessToken("t"), IdempotencyKey.random()));
    assertCalls(() -> signings.status("s-1"));
    assertCalls(() -> signings.cancel("s-1"));
  }

  private void messages() {
    MessageClient messages = new MessageClient(recording);
    Message message = Message.to(new RegionCode("330106"), "title", "body").build();
    assertCalls(messages::categories);
    assertCalls(messages::campaigns);
    assertCalls(() -> messages.campaign("c-1"));
    assertCalls(() -> messages.published("c-1").first());
    assertCalls(() -> messages.attach(Content.of(new byte[] {1}, "application/pdf"), "a.pdf"));
    assertCalls(() -> messages.submit(message));
    assertCalls(
        () ->
            messages.submit(
                new MessageBatch(
                    List.of(new MessageBatch.Entry(IdempotencyKey.random(), message)))));
    assertCalls(() -> messages.rate("m-1", "q-1", Rating.SATISFIED, "fine"));
    assertCalls(() -> messages.status("m-1", "q-1"));
  }
}
