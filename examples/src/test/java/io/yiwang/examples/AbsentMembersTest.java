package io.yiwang.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.yiwang.Verbatim;
import io.yiwang.catalog.CatalogClient;
import io.yiwang.catalog.Region;
import io.yiwang.catalog.ServiceChanges;
import io.yiwang.catalog.ServiceCollection;
import io.yiwang.catalog.ServiceGuide;
import io.yiwang.catalog.ServiceSummary;
import io.yiwang.catalog.Theme;
import io.yiwang.identity.CheckedIdentity;
import io.yiwang.identity.IdentityClient;
import io.yiwang.identity.Signing;
import io.yiwang.identity.SigningClient;
import io.yiwang.messages.Attachment;
import io.yiwang.messages.Campaign;
import io.yiwang.messages.CategoryTree;
import io.yiwang.messages.MessageBatch;
import io.yiwang.messages.MessageClient;
import io.yiwang.messages.MessageReceipt;
import io.yiwang.messages.MessageStatus;
import io.yiwang.messages.PublishedMessage;
import io.yiwang.notices.Notice;
import io.yiwang.notices.NoticeClient;
import io.yiwang.payments.FineClient;
import io.yiwang.payments.Payment;
import io.yiwang.payments.Penalty;
import io.yiwang.payments.Receipt;
import io.yiwang.payments.Refund;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Reads answers of which one member is absent or null. Without a listed member, which a reader must
 * act on, the answer is unreadable; without any other member it is read.
 *
 * @see "IGS/1 section 1, absent members"
 */
class AbsentMembersTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String SUMMARY =
      """
      "code":"11330100002489233G4331019006000","basicCode":"331019006000","name":"n",
      "region":"330100","department":{"code":"11330100002489233G","name":"d"},"type":"01",
      "audiences":["PERSON"],"themes":["t"],"collections":["c"],"keywords":["k"],"online":"WHOLE",
      "url":"https://x.example/","payable":true,"language":"zh-CN",
      "updatedAt":"2026-11-02T10:00:00+08:00\"\
      """;

  record Model(Class<?> type, String json, Set<String> deciding) {
    @Override
    public String toString() {
      return type.getSimpleName();
    }
  }

  private static Model model(Class<?> type, String json, String... deciding) {
    return new Model(type, json, Set.of(deciding));
  }

  static Stream<Model> models() {
    return Stream.of(
        model(
            Penalty.class,
            """
            {"decisionNumber":"0301717010100001","region":"330106",
            "authority":{"code":"11330100MB0000019K","name":"a"},
            "violation":{"code":"1039","description":"d","place":"p",
            "occurredAt":"2026-10-30T09:20:00+08:00"},
            "party":{"name":"*","plate":"*"},"decidedOn":"2026-11-02","dueOn":"2026-11-17",
            "principal":15000,"surcharge":0,"total":15000,"quotedAt":"2026-11-03T10:00:00+08:00",
            "quoteValidUntil":"2026-11-17T23:59:59+08:00","status":"PAYABLE",
            "noticeNumber":"33010000103017170101000011234567"}\
            """,
            "/decisionNumber",
            "/principal",
            "/surcharge",
            "/total",
            "/quoteValidUntil",
            "/status"),
        model(
            Payment.class,
            """
            {"paymentId":"p1","orderNo":"o1","channel":"app","amount":15000,"status":"SETTLED",
            "heldUntil":"2026-11-02T10:30:00+08:00","createdAt":"2026-11-02T10:00:00+08:00",
            "settledAt":"2026-11-02T10:01:00+08:00","channelTradeNo":"t1",
            "lines":[{"decisionNumber":"0301717010100001","principal":15000,"surcharge":0,
            "amount":15000,"status":"SETTLED","receiptNumber":"1"}]}\
            """,
            "/paymentId",
            "/orderNo",
            "/amount",
            "/status",
            "/heldUntil",
            "/lines/0/decisionNumber",
            "/lines/0/principal",
            "/lines/0/surcharge",
            "/lines/0/amount",
            "/lines/0/status"),
        model(
            Refund.class,
            """
            {"refundNo":"r1","paymentId":"p1","amount":100,"reason":"r","status":"PAID_BACK",
            "requestedAt":"2026-11-02T10:00:00+08:00","decidedAt":"2026-11-02T10:00:00+08:00",
            "paidBackAt":"2026-11-02T10:00:00+08:00","note":"n"}\
            """,
            "/refundNo",
            "/paymentId",
            "/amount",
            "/status"),
        model(
            Receipt.class,
            """
            {"receiptCode":"33010126","number":"0000000001","checkCode":"abc","paymentId":"p1",
            "decisionNumber":"0301717010100001","payer":"*","payee":{"code":"c","name":"n"},
            "items":[{"code":"c","name":"n","amount":15000}],"amount":15000,
            "issuedAt":"2026-11-02T10:00:00+08:00","status":"ISSUED","seal":"AA=="}\
            """,
            "/receiptCode",
            "/number",
            "/paymentId",
            "/decisionNumber",
            "/items/0/amount",
            "/amount",
            "/status"),
        model(
            CheckedIdentity.class,
            "{\"result\":\"MATCH\",\"checkedAt\":\"2026-11-02T10:00:00+08:00\"}",
            "/result"),
        model(
            Signing.class,
            """
            {"signingId":"s1","status":"SIGNED","verificationCode":"1234","qr":"https://x/",
            "createdAt":"2026-11-02T10:00:00+08:00","expiresAt":"2026-11-02T10:00:00+08:00",
            "completedAt":"2026-11-02T10:00:00+08:00","signatures":[{"name":"n","cms":"AA=="}]}\
            """,
            "/signingId",
            "/status",
            "/expiresAt",
            "/signatures",
            "/signatures/0/name",
            "/signatures/0/cms"),
        model(ServiceSummary.class, "{" + SUMMARY + "}", "/code"),
        model(
            ServiceGuide.class,
            "{"
                + SUMMARY
                + """
                ,"legalBasis":["l"],"conditions":["c"],
                "materials":[{"name":"n","form":"PAPER","originals":1,"copies":1,"required":true,
                "source":"s"}],"steps":[{"name":"n","days":1}],
                "timeLimit":{"statutory":1,"promised":1,"unit":"WORKING_DAY"},
                "fees":[{"name":"n","amount":1,"basis":"b"}],"results":[{"name":"n","kind":"NONE"}],
                "places":[{"name":"n","address":"a","hours":"h","phone":"p","longitude":1.5,
                "latitude":1.5}],"visits":0,"faq":[{"question":"q","answer":"a"}],"enquiries":"e",
                "complaints":"c"}\
                """,
            "/code"),
        model(
            ServiceChanges.class,
            "{\"items\":[{\"op\":\"UPSERT\",\"service\":{"
                + SUMMARY
                + "}},"
                + "{\"op\":\"WITHDRAW\",\"code\":\"11330100002489233G4331019006000\"}],"
                + "\"next\":\"c\",\"more\":false}",
            "/items/0/op",
            "/items/0/service/code",
            "/items/1/op",
            "/next",
            "/more"),
        model(
            Region.class,
            "{\"code\":\"330106\",\"name\":\"n\",\"parent\":\"330100\",\"openFor\":[\"FINES\"]}",
            "/code"),
        model(Theme.class, "{\"code\":\"c\",\"name\":\"n\",\"audiences\":[\"PERSON\"]}", "/code"),
        model(
            ServiceCollection.class,
            "{\"code\":\"c\",\"name\":\"n\",\"description\":\"d\",\"services\":1}",
            "/code"),
        model(
            Attachment.class,
            """
            {"attachmentId":"a1","size":9,"digest":{"alg":"sm3","value":"AA=="},
            "expiresAt":"2026-11-02T10:00:00+08:00"}\
            """,
            "/attachmentId",
            "/digest/alg",
            "/digest/value",
            "/expiresAt"),
        model(
            Campaign.class,
            """
            {"code":"c","name":"n","opensAt":"2026-11-02T10:00:00+08:00",
            "closesAt":"2026-11-02T10:00:00+08:00","maxLength":100,"categories":["c"],
            "audiences":["PERSON"]}\
            """,
            "/code"),
        model(
            CategoryTree.class,
            "{\"version\":\"1\",\"categories\":[{\"code\":\"c\",\"name\":\"n\",\"children\":"
                + "[{\"code\":\"d\",\"name\":\"n\",\"children\":[]}]}]}",
            "/categories/0/code",
            "/categories/0/children/0/code"),
        model(
            MessageReceipt.class,
            """
            {"messageId":"m1","queryCode":"q","receivedAt":"2026-11-02T10:00:00+08:00",
            "dueAt":"2026-11-02T10:00:00+08:00"}\
            """,
            "/messageId",
            "/queryCode"),
        model(
            MessageStatus.class,
            """
            {"messageId":"m1","status":"REPLIED","category":"c",
            "timeline":[{"status":"RECEIVED","at":"2026-11-02T10:00:00+08:00",
            "department":{"code":"c","name":"n"},"note":"n"}],
            "reply":{"department":{"code":"c","name":"n"},"text":"t",
            "at":"2026-11-02T10:00:00+08:00"},"published":true,
            "rating":{"score":1,"comment":"c","at":"2026-11-02T10:00:00+08:00"}}\
            """,
            "/messageId",
            "/status",
            "/timeline/0/status",
            "/rating/score"),
        model(
            PublishedMessage.class,
            """
            {"messageId":"m1","title":"t","body":"b","category":"c","region":"330100",
            "language":"zh-CN","author":"a","publishedAt":"2026-11-02T10:00:00+08:00",
            "reply":{"department":{"code":"c","name":"n"},"text":"t",
            "at":"2026-11-02T10:00:00+08:00"}}\
            """,
            "/messageId"),
        model(
            MessageBatch.Result.class,
            """
            {"results":[{"key":"k1","receipt":{"messageId":"m1","queryCode":"q",
            "receivedAt":"2026-11-02T10:00:00+08:00","dueAt":"2026-11-02T10:00:00+08:00"}},
            {"key":"k2","problem":{"status":422,"code":"TOO_LONG","title":"t","detail":"d",
            "traceId":"t","fields":[{"pointer":"/body","code":"TOO_LONG","detail":"d"}],
            "opensAt":"2026-11-02T10:00:00+08:00","closesAt":"2026-11-02T10:00:00+08:00"}}]}\
            """,
            "/results/0/key",
            "/results/0/receipt",
            "/results/0/receipt/messageId",
            "/results/0/receipt/queryCode",
            "/results/1/key",
            "/results/1/problem",
            "/results/1/problem/status",
            "/results/1/problem/code"),
        model(
            Notice.class,
            """
            {"id":"n1","channel":"NEWS","title":"t","summary":"s","language":"zh-CN",
            "publishedAt":"2026-11-02T10:00:00+08:00","url":"https://x.example/",
            "media":[{"kind":"IMAGE","url":"https://x.example/"}],"stage":"RESULT"}\
            """,
            "/id"));
  }

  @ParameterizedTest
  @MethodSource("models")
  void read_absentMember_isRefusedIfRequired(Model model) throws Exception {
    assertTrue(isRead(model, JSON.readTree(model.json())), "the whole of it");
    List<String> pointers = new ArrayList<>();
    collect("", JSON.readTree(model.json()), pointers);
    Set<String> refused = new TreeSet<>();
    for (String pointer : pointers) {
      boolean withoutIt = isRead(model, without(model, pointer, false));
      assertEquals(withoutIt, isRead(model, without(model, pointer, true)), pointer + " as null");
      if (!withoutIt) {
        refused.add(pointer);
      }
    }

    assertEquals(new TreeSet<>(model.deciding()), refused);
  }

  @ParameterizedTest
  @MethodSource("models")
  void read_unknownMembers_areIgnored(Model model) throws Exception {
    Object known = Verbatim.read(model.json().getBytes(UTF_8), model.type()).value();
    int objects = model.json().split("\\{", -1).length - 1;
    for (int i = 0; i < objects; i++) {
      String more = inObject(model.json(), i, "\"zzNew\":{\"a\":[1,null,{\"b\":\"\"}]},");

      assertEquals(known, Verbatim.read(more.getBytes(UTF_8), model.type()).value(), more);
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void read_duplicateMember_isRefused(Model model) {
    int objects = model.json().split("\\{", -1).length - 1;
    for (int i = 0; i < objects; i++) {
      String doubled = inObject(model.json(), i, "\"zzNew\":1,\"zzNew\":1,");

      assertThrows(
          IllegalArgumentException.class,
          () -> Verbatim.read(doubled.getBytes(UTF_8), model.type()),
          doubled);
    }
  }

  /** Adds members to the object at an opening brace; no text has one. */
  private static String inObject(String json, int object, String members) {
    int at = -1;
    for (int i = 0; i <= object; i++) {
      at = json.indexOf('{', at + 1);
    }
    return json.substring(0, at + 1) + members + json.substring(at + 1);
  }

  /** Coded values are strings of a documented list, and a client accepts others. */
  @ParameterizedTest
  @MethodSource("models")
  void read_unknownCode_isKept(Model model) throws Exception {
    List<String> pointers = new ArrayList<>();
    collect("", JSON.readTree(model.json()), pointers);
    for (String pointer : pointers) {
      JsonNode tree = JSON.readTree(model.json());
      if (!tree.at(pointer).asText().matches("[A-Z][A-Z_]{3,}")) {
        continue;
      }
      int last = pointer.lastIndexOf('/');
      ((ObjectNode) tree.at(pointer.substring(0, last)))
          .put(pointer.substring(last + 1), "NEW_IN_2031");

      assertTrue(isRead(model, tree), pointer);
    }
  }

  @Test
  void models_ofAllAnswers_areListed() {
    Set<String> missing = new TreeSet<>();
    Stream.of(
            FineClient.OPERATIONS,
            SigningClient.OPERATIONS,
            IdentityClient.OPERATIONS,
            CatalogClient.OPERATIONS,
            MessageClient.OPERATIONS,
            NoticeClient.OPERATIONS)
        .flatMap(List::stream)
        .filter(operation -> models().noneMatch(model -> model.type() == operation.type()))
        .forEach(operation -> missing.add(operation.type().getSimpleName()));

    assertEquals(Set.of("Download", "NoContent"), missing);
  }

  private static JsonNode without(Model model, String pointer, boolean asNull) throws Exception {
    JsonNode tree = JSON.readTree(model.json());
    int last = pointer.lastIndexOf('/');
    ObjectNode parent = (ObjectNode) tree.at(pointer.substring(0, last));
    String member = pointer.substring(last + 1);
    if (asNull) {
      parent.putNull(member);
    } else {
      parent.remove(member);
    }
    return tree;
  }

  /** Adds the pointers of all members of all objects. */
  private static void collect(String at, JsonNode node, List<String> pointers) {
    if (node.isArray()) {
      for (int i = 0; i < node.size(); i++) {
        collect(at + "/" + i, node.get(i), pointers);
      }
    }
    for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      pointers.add(at + "/" + name);
      collect(at + "/" + name, node.get(name), pointers);
    }
  }

  private static boolean isRead(Model model, JsonNode json) {
    Object value;
    try {
      value = Verbatim.read(json.toString().getBytes(UTF_8), model.type()).value();
    } catch (IllegalArgumentException e) {
      return false;
    }
    // It can be printed without the member.
    assertNotNull(value.toString());
    assertEquals(value, Verbatim.read(json.toString().getBytes(UTF_8), model.type()).value());
    return true;
  }
}
