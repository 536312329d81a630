package io.yiwang.systemtests.leaks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.GovClient;
import io.yiwang.NotSentException;
import io.yiwang.OutcomeUnknownException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * * Checks that keys, ids, names, phone numbers and texts do not leak. A process makes every call,
 * meets every fault and throws every exception with marked data. Then this test searches everything
 * that the process has left: its log at every level, exceptions, {@code toString} texts, thread
 * names, files and journals, and its memory while its clients are idle and after they were closed.
 *
 * <p>The process plants a mark in each of these places, which the search must find.
 */
@Tag("proof")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LeakTest {
  /** Hits that are allowed: a place, a mark, and the text before the mark or its holder. */
  private static final List<Pattern> ALLOWED =
      Stream.of(
              // A journal's payload is not encrypted. It has a decision's number but no name.
              "journal-idle decision-\\d .*",
              // The name of an operation comes from the program.
              "thrown odd-part .*: operation must be words joined by dots: ",
              "(idle|closed) part io\\.yiwang\\.RequestSyntax\\.OPERATION .*",
              // Keys are held where they are used, as long as they are used.
              "idle journal-key .*io\\.yiwang\\.signing\\.(Aes)?GcmCipher\\.keys .*",
              "idle private key, inverted .*io\\.yiwang\\.identity\\.sm\\.Sm2Signer\\.inverse .*")
          .map(each -> Pattern.compile(each, Pattern.DOTALL))
          .toList();

  /** Buffers of libraries, which keep bytes until others replace them. */
  private static final Pattern BUFFERS =
      Pattern.compile(
          // OkHttp's pool, which the process shares, has at most 64 KiB for each of a few threads.
          "okio\\.SegmentPool\\..*okio\\.Segment\\.data"
              // An open TLS connection has a buffer, as has the thread that reads from it.
              + "|.*sun\\.security\\.ssl\\.SSLSocketInputRecord\\.recordBody.*"
              + "|a thread's stack( > java\\.nio\\.HeapByteBuffer\\.hb)?"
              // An open HTTP/2 connection has a header table.
              + "|.*okhttp3\\.internal\\.http2\\.Hpack\\$Writer\\.dynamicTable.*"
              // A closed connection may not be finalized yet.
              + "|java\\.lang\\.ref\\.Finalizer\\..*sun\\.security\\.ssl\\..*"
              // The process's own output has a buffer.
              + "|.*java\\.io\\.PrintStream\\..*");

  /** Types that print their content, because it is public or identifies a record in the books. */
  private static final Pattern PRINTED_TYPES =
      Pattern.compile(
          "io\\.yiwang\\.((catalog|notices)\\..*"
              + "|CallListener\\$Report|Gateway\\$1|GovException\\$Call|GovRequest|Operation|Page"
              + "|(NotSent|OutcomeUnknown|Rejected)Exception"
              + "|GovRequest\\$Parameter|RejectedException\\$(FieldProblem|Problem)"
              + "|callbacks\\.CallbackType"
              + "|identity\\.doctor\\.Diagnosis(\\$Finding)?|identity\\.login\\.OpenIdConfiguration"
              + "|identity\\.(CheckResult|CheckedIdentity|DocumentVerdict\\$Reason|Signing(Handle|State)?|Timestamp)"
              + "|Backlog|WorkerFigures|WorkerListener\\$ApplicationFailed"
              + "|journal\\.(Draft|Entry|BeginResult\\$(Existing|NameTaken)|IntentStore\\$Ending|JournalException|Unserved)"
              + "|messages\\.(Attachment(\\$Digest)?|FollowedMessage|Campaign|CategoryTree(\\$Category)?"
              + "|MessageBatch\\$(Problem|Outcome|Result)|MessageEvent\\$(Changed|Late|Lost)"
              + "|Message(Problem|Receipt|State|Status(\\$(Department|Event))?)"
              + "|OutboxMessage(\\$Refusal)?|PublishedMessage)"
              + "|payments\\.((cashier|reconciliation)\\.)?(Authority|CashierListener\\$(InterventionRequired|LeaseExpired)|ChannelFile\\$Line"
              + "|ChannelPayment|ChargeAnswer\\$(Charged|Refunded)|CsvChannelFile(\\$Columns)?"
              + "|Fine(Code|Refund|Outcome\\$(Pending|Refused|Settled))|PayerCharge\\$(Order|Refund)"
              + "|Payment(\\$Line|Order|Status)?|Penalty(\\$Violation|Search|Status)?|Quote"
              + "|Receipt(\\$Item|Status)?|Reconciled|Reconciliation\\$Summary|Refund(Order|Status)?|RowCounts"
              + "|Statement\\$Line)|signing\\.(GatewayKey|RsaUnsealer|Sealed)"
              + "|value\\.(IdempotencyKey|ServiceCode(\\$Structure)?))");

  /** All hits: a place, a mark, and the text before the mark or its holder. */
  private final Set<String> found = new TreeSet<>();

  private Path folder;
  private LeakRun run;

  @BeforeAll
  void run(@TempDir Path temp) throws Exception {
    folder = temp;
    run = new LeakRun(temp);
    run.run();
    for (String place : List.of("channels", "temp", "downloads", "journal-idle")) {
      search(place);
    }
    searchMemory("idle");
    searchMemory("closed");
  }

  private void search(String name) throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve(name))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String place = name.equals("channels") ? file.getFileName().toString() : name;
        byte[] content = Files.readAllBytes(file);
        run.marks()
            .find(
                file,
                hit -> {
                  int from = (int) hit.end() - hit.length();
                  int start = from;
                  while (start > 0 && from - start < 300 && content[start - 1] != '\n') {
                    start--;
                  }
                  note(place, hit, new String(content, start, from - start, UTF_8));
                });
      }
    }
  }

  private void searchMemory(String name) throws IOException {
    Path file = folder.resolve(name + ".hprof");
    HeapDump dump = new HeapDump(file);
    run.marks().find(file, hit -> note(name, hit, dump.holder(hit.end() - hit.length())));
  }

  private void note(String place, Marks.Hit hit, String where) {
    found.add(place + " " + hit.mark() + " " + where);
  }

  private Set<String> lines(String channel) throws IOException {
    return new TreeSet<>(Files.readAllLines(folder.resolve("channels").resolve(channel), UTF_8));
  }

  private Set<String> words(String channel) throws IOException {
    return lines(channel).stream()
        .flatMap(line -> Stream.of(line.split(" ")))
        .collect(Collectors.toSet());
  }

  @Test
  void marks_areOnlyWhereTheyAreAllowed() {
    List<String> leaks =
        found.stream()
            .filter(each -> !each.matches("(?s)[a-z0-9-]+ plant-.*"))
            .filter(each -> !each.startsWith("made "))
            .filter(each -> ALLOWED.stream().noneMatch(form -> form.matcher(each).matches()))
            .filter(each -> !isInABuffer(each))
            .toList();
    assertEquals(List.of(), leaks, () -> String.join("\n", leaks));
  }

  private static boolean isInABuffer(String hit) {
    String[] parts = hit.split(" ", 2);
    return parts[0].matches("idle|closed") && BUFFERS.matcher(parts[1]).find();
  }

  /** Shows that the search for marks can find one in each place. */
  @ParameterizedTest
  @CsvSource({
    "slf4j,slf4j",
    "jul,jul",
    "out,out",
    "err,err",
    "thrown,thrown",
    "printed,printed",
    "threads,threads",
    "temp,temp",
    "journal,journal-idle",
    "idle,idle",
    "closed,closed"
  })
  void plantedMark_ofEachPlace_isFoundThere(String plant, String place) {
    assertTrue(
        found.stream().anyMatch(each -> each.startsWith(place + " plant-" + plant + " ")),
        () -> "the mark planted in " + place + " was not found");
  }

  @Test
  void operations_allOfTheOpenApiDocument_wereAnsweredOrDelivered() throws IOException {
    Set<String> met = new TreeSet<>();
    for (String line : lines("calls")) {
      if (line.endsWith(" ANSWERED")) {
        met.add(line.split(" ")[0]);
      }
    }
    for (String type : lines("callbacks")) {
      String[] words = type.split("\\.");
      met.add(
          "callback."
              + words[1]
              + words[2].substring(0, 1).toUpperCase(Locale.ROOT)
              + words[2].substring(1));
    }
    assertEquals(operations(), met);
  }

  private static Set<String> operations() throws IOException {
    try (InputStream document =
        GovClient.class.getResourceAsStream("/io/yiwang/igs-1.openapi.yaml")) {
      return Pattern.compile("operationId: (\\S+)")
          .matcher(new String(document.readAllBytes(), UTF_8))
          .results()
          .map(each -> each.group(1))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  @Test
  void faults_all_wereMet() throws IOException {
    Set<String> met = words("faults");
    Set<String> wanted =
        Stream.concat(LeakRun.faults().map(Method::getName), Stream.of("keyRotated"))
            .collect(Collectors.toSet());

    assertTrue(met.containsAll(wanted), met::toString);
    System.out.println(
        "Leaks: "
            + lines("faults").size()
            + " operations with faults, "
            + lines("factories").size()
            + " constructors and factories, "
            + lines("thrown").size()
            + " lines of exceptions searched");
  }

  /**
   * Excepts two reasons: another test fills up a disk while an answer comes, and only gateways of
   * other protocols lack operations.
   */
  @Test
  void reasons_allOfIgsCalls_wereGiven() throws IOException {
    Set<String> wanted = new TreeSet<>();
    for (NotSentException.Reason each : NotSentException.Reason.values()) {
      wanted.add("NotSent " + each);
    }
    for (OutcomeUnknownException.Reason each : OutcomeUnknownException.Reason.values()) {
      wanted.add("OutcomeUnknown " + each);
    }
    wanted.remove("OutcomeUnknown UNSAVED_REPLY");
    wanted.remove("NotSent UNSUPPORTED");

    assertEquals(wanted, lines("reasons"));
  }

  @Test
  void toString_ofTypesWithPersonalTexts_showsNone() throws IOException {
    String mark = new String(run.marks().raw("part"), UTF_8);
    Set<String> printing =
        lines("made").stream()
            .filter(line -> line.contains(mark))
            .map(line -> line.split(" ")[0])
            .filter(type -> type.startsWith("io.yiwang.") && !PRINTED_TYPES.matcher(type).matches())
            .collect(Collectors.toCollection(TreeSet::new));

    assertEquals(Set.of(), printing);
  }

  @Test
  void constructorsAndFactories_nearlyAll_wereCalled() throws IOException {
    int factories = lines("factories").size();
    int unmade = lines("unmade").size();

    assertTrue(
        factories > 250 && unmade < factories / 8, factories + " factories, not called " + unmade);
  }

  @Test
  void downloads_thatFailed_leftNoFiles() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("downloads"))) {
      assertEquals(List.of(), files.filter(file -> file.toString().endsWith(".part")).toList());
    }
  }
}
