package io.yiwang.examples.leaks;

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
 * Keys, ids, names, phones and texts stay where they belong. A process makes every call, meets
 * every fault and throws every exception with marked data; then all that it left behind is
 * searched: what it logged at every level, threw and said, the names of its threads, its files, its
 * journals, and its memory while its clients are idle and after they were closed.
 *
 * <p>In each of these a mark is planted, so that finding nothing else means something.
 */
@Tag("proof")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LeakTest {
  /** Where marks may be, and why: a place and a mark, and what stands before it or who holds it. */
  private static final List<Pattern> ALLOWED =
      Stream.of(
              // A journal's payload is in clear: of a decision it keeps the number, and nobody's
              // name.
              "journal-idle decision-\\d .*",
              // The name of an operation is the program's own, and known again.
              "thrown odd-part .*: operation must be words joined by dots: ",
              "(idle|closed) part io\\.yiwang\\.GovRequest\\.OPERATION .*",
              // Keys where they are used, as long as they are.
              "idle journal-key .*io\\.yiwang\\.signing\\.(Aes)?GcmCipher\\.keys .*",
              "idle private key, inverted .*io\\.yiwang\\.identity\\.sm\\.Sm2Signer\\.inverse .*")
          .map(each -> Pattern.compile(each, Pattern.DOTALL))
          .toList();

  /** Buffers of libraries, in which bytes lie until others take their place. */
  private static final Pattern BUFFERS =
      Pattern.compile(
          // OkHttp's pool, shared by all of the process, at most 64 KiB for each of a few threads.
          "okio\\.SegmentPool\\..*okio\\.Segment\\.data"
              // A TLS connection that is open, and the thread that reads from it.
              + "|.*sun\\.security\\.ssl\\.SSLSocketInputRecord\\.recordBody.*"
              + "|a thread's stack( > java\\.nio\\.HeapByteBuffer\\.hb)?"
              // The header table of an HTTP/2 connection that is open.
              + "|.*okhttp3\\.internal\\.http2\\.Hpack\\$Writer\\.dynamicTable.*"
              // A closed connection that the collector has not finalised yet.
              + "|java\\.lang\\.ref\\.Finalizer\\..*sun\\.security\\.ssl\\..*"
              // What the process itself has printed last.
              + "|.*java\\.io\\.PrintStream\\..*");

  /** Those that print what they hold, because it is public or a number of somebody's books. */
  private static final Pattern OPEN =
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

  /** What was found: each a place, a mark, and what stands before it or who holds it. */
  private final Set<String> found = new TreeSet<>();

  private Path folder;
  private LeakRun run;

  @BeforeAll
  void run(@TempDir Path temp) throws Exception {
    folder = temp;
    run = new LeakRun(temp);
    run.toTheEnd();
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
  void marks_areNowhereTheyMustNotBe() {
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

  /** Else the test above could not fail. */
  @ParameterizedTest
  @CsvSource({
    "slf4j,slf4j",
    "jul,jul",
    "out,out",
    "err,err",
    "thrown,thrown",
    "told,told",
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
  void operations_allOfTheDocument_wereAnsweredOrDelivered() throws IOException {
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
            + lines("makers").size()
            + " constructors and factories, "
            + lines("thrown").size()
            + " lines of exceptions searched");
  }

  /**
   * A disk that fills up while an answer comes is made elsewhere, and an operation that a gateway
   * does not have is told by gateways of other dialects alone.
   */
  @Test
  void reasons_allOfACallByIgs_wereGiven() throws IOException {
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
  void toString_ofWhatHoldsTextsOfPeople_showsNone() throws IOException {
    String mark = new String(run.marks().raw("part"), UTF_8);
    Set<String> talkative =
        lines("made").stream()
            .filter(line -> line.contains(mark))
            .map(line -> line.split(" ")[0])
            .filter(type -> type.startsWith("io.yiwang.") && !OPEN.matcher(type).matches())
            .collect(Collectors.toCollection(TreeSet::new));

    assertEquals(Set.of(), talkative);
  }

  @Test
  void constructors_nearlyAll_wereCalled() throws IOException {
    int makers = lines("makers").size();
    int unmade = lines("unmade").size();

    assertTrue(makers > 250 && unmade < makers / 8, makers + " makers, not called " + unmade);
  }

  @Test
  void downloads_thatFailed_leftNothingBehind() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("downloads"))) {
      assertEquals(List.of(), files.filter(file -> file.toString().endsWith(".part")).toList());
    }
  }
}
