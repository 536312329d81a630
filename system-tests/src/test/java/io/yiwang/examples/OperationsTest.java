package io.yiwang.examples;

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
 * The table of operations, for whoever writes a gateway of another wire form, is what the clients
 * call, what the OpenAPI document has, and what {@code docs/operations.md} says. With {@code
 * -Doperations.write=true} this writes that document instead.
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

  /** Made by {@code GovClient} for itself, beneath {@code Gateway}: no dialect ever sees it. */
  private static final Set<String> BENEATH = Set.of("keys.list");

  private static final Pattern CALL =
      Pattern.compile("GovRequest\\s*\\.\\s*\\w+\\(\\s*\"([A-Za-z.]+)\"");

  private final Set<Operation> called = new TreeSet<>(Comparator.comparing(Operation::toString));

  /** Notes what is called, and sends nothing. */
  private final Gateway recording =
      new Gateway() {
        @Override
        public <T> T call(GovRequest<T> request) {
          called.add(Operation.of(request));
          throw GatewayErrors.notSent(
              new GovException.Call(request.operation(), "r", 0),
              NotSentException.Reason.UNSUPPORTED,
              "only noted",
              null);
        }
      };

  @Test
  void everyMethod_ofEveryClient_makesACallOfTheTable(@TempDir Path folder) {
    catalogAndNotices(folder);
    fines(folder);
    identity();
    messages();

    assertEquals(rows(TABLE.stream()), rows(called.stream()));
  }

  @Test
  void names_inTheSourcesOfAllModules_areThoseOfTheTable() throws IOException {
    Set<String> inSources = new TreeSet<>();
    for (String module : List.of("core", "services", "payments", "identity", "sm", "journal")) {
      try (Stream<Path> files = Files.walk(Path.of("..", module, "src", "main", "java"))) {
        for (Path file : files.filter(each -> each.toString().endsWith(".java")).toList()) {
          // What stands in comments is an example.
          String code = Files.readString(file).replaceAll("(?s)/\\*.*?\\*/", "");
          Matcher calls = CALL.matcher(code);
          while (calls.find()) {
            inSources.add(calls.group(1));
          }
        }
      }
    }
    inSources.removeAll(BENEATH);

    assertEquals(
        TABLE.stream().map(Operation::name).collect(Collectors.toCollection(TreeSet::new)),
        inSources);
  }

  @Test
  void everyRow_isInTheOpenApiDocument_andThatHasNoOther() throws IOException {
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
    published.keySet().removeAll(BENEATH);
    TreeMap<String, String> ours = new TreeMap<>();
    TABLE.forEach(row -> ours.put(row.name(), row.method() + " " + row.path()));

    assertEquals(published, ours);
  }

  @Test
  void everyBodyAndAnswer_canBeReadByOtherPackages() {
    List<String> hidden =
        TABLE.stream()
            .flatMap(row -> Stream.of(row.body(), row.type()))
            .filter(type -> type != null && !Modifier.isPublic(type.getModifiers()))
            .map(Class::getName)
            .toList();

    assertEquals(List.of(), hidden);
  }

  @Test
  void document_ofTheTable_isTheOneInTheTree() throws IOException {
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

            Every call that the typed clients make, for whoever puts a `Gateway` of another wire form
            beneath them. `OperationsTest` prints this from the clients' `OPERATIONS` and compares it
            with the calls themselves and with the OpenAPI document; `-Doperations.write=true` writes
            it again. A request of `Gateway.call` says which row it is (`Operation.of(request)`), and
            has the path's `segments()`, the query's `parameters()` and the `body()` of the type named
            here. `GovClient` also asks for `keys.list`, for itself.

            A dialect that does not have an operation says so in `Gateway.supports`, and throws
            `NotSentException` with `UNSUPPORTED`. A **command** is repeated under one idempotency
            key, also after a restart, and must be carried out once; a query may be asked again freely.

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

  private static void noted(Executable call) {
    assertThrows(NotSentException.class, call);
  }

  private void catalogAndNotices(Path folder) {
    CatalogClient catalog = new CatalogClient(recording);
    noted(() -> catalog.search(ServiceQuery.text("x")).first());
    noted(() -> catalog.guide(new ServiceCode("11330106K00000001X400010200000")));
    noted(() -> catalog.changes("c", 10));
    noted(() -> catalog.snapshot(folder.resolve("snapshot"), null));
    noted(catalog::collections);
    noted(catalog::themes);
    noted(() -> catalog.themes(Audience.PERSON));
    noted(catalog::regions);
    NoticeClient notices = new NoticeClient(recording);
    noted(() -> notices.list(NoticeChannel.NEWS, Language.EN).first());
    noted(
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
    noted(() -> fines.lookup(decision, Proof.plate("浙A12345")));
    noted(() -> fines.search(new AccessToken("t"), PenaltySearch.ALL).first());
    noted(
        () ->
            fines.hold(
                new PaymentOrder(
                    "o-1",
                    "wallet",
                    List.of(new PaymentOrder.Line(decision, Money.fen(1))),
                    Confidential.of("x"))));
    noted(() -> fines.confirm("p-1", new ChannelPayment("t", now, Money.fen(1))));
    noted(() -> fines.release("p-1", "why"));
    noted(() -> fines.payment("p-1"));
    noted(() -> fines.paymentByOrder("o-1"));
    noted(() -> fines.refund("p-1", refund));
    noted(() -> fines.refundAgain("p-1", refund, now));
    noted(() -> fines.refundStatus("p-1", "r-1"));
    noted(() -> fines.receipt("n-1"));
    noted(() -> fines.sealedReceipt("n-1"));
    noted(() -> fines.receiptDocument("n-1", folder.resolve("pdf")));
    noted(() -> fines.statement(LocalDate.of(2026, 11, 1), folder.resolve("statement")));
  }

  private void identity() {
    IdentityClient identity = new IdentityClient(recording);
    noted(() -> identity.check(IdentityCheck.of("王建国", new CitizenId("11010519491231002X"))));
    noted(() -> OpenIdProvider.of(recording).configuration());
    SigningClient signings = new SigningClient(recording);
    SigningRequest request =
        new SigningRequest(
            "statement",
            List.of(DocumentToSign.of("a.txt", "text/plain", new byte[] {1}, Sm3Digest.INSTANCE)),
            null,
            300);
    noted(() -> signings.start(request, new AccessToken("t"), IdempotencyKey.random()));
    noted(() -> signings.status("s-1"));
    noted(() -> signings.cancel("s-1"));
  }

  private void messages() {
    MessageClient messages = new MessageClient(recording);
    Message message = Message.to(new RegionCode("330106"), "title", "body").build();
    noted(messages::categories);
    noted(messages::campaigns);
    noted(() -> messages.campaign("c-1"));
    noted(() -> messages.published("c-1").first());
    noted(() -> messages.attach(Content.of(new byte[] {1}, "application/pdf"), "a.pdf"));
    noted(() -> messages.submit(message));
    noted(
        () ->
            messages.submit(
                new MessageBatch(
                    List.of(new MessageBatch.Entry(IdempotencyKey.random(), message)))));
    noted(() -> messages.rate("m-1", "q-1", Rating.SATISFIED, "fine"));
    noted(() -> messages.status("m-1", "q-1"));
  }
}
