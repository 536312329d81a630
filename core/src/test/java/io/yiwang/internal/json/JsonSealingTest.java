package io.yiwang.internal.json;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.yiwang.signing.RsaPairs;
import io.yiwang.signing.RsaSealer;
import io.yiwang.signing.RsaUnsealer;
import io.yiwang.signing.Sealed;
import io.yiwang.signing.Sealer;
import io.yiwang.value.Confidential;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.ProviderException;
import java.security.interfaces.RSAPublicKey;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests the confidential members of a body, which are sealed as it is written. */
class JsonSealingTest {
  record Author(@Nullable Confidential name, boolean anonymous) {}

  record Message(String title, Author author) {}

  record Entry(String key, Message message) {}

  record Batch(List<Entry> messages) {}

  /** Seals by recording the pointer. */
  private static Sealed place(String text, String pointer) {
    return new Sealed("k", "a", "ek", "iv", "ct", pointer);
  }

  private final JsonCodec codec = new JsonCodec(JsonSealingTest::place);

  private static Batch batch(String name) {
    Message named = new Message("t", new Author(Confidential.of(name), false));
    Message anonymous = new Message("t", new Author(null, true));
    return new Batch(
        List.of(new Entry("a", named), new Entry("b", anonymous), new Entry("c", named)));
  }

  private JsonNode written(Object body) throws UnwritableException {
    return JsonCodecTest.tree(codec.write(body));
  }

  @Test
  void write_confidentialMembers_areSealedWithTheirPointer() throws UnwritableException {
    JsonNode json = written(batch("SECRET"));

    assertEquals(
        "/messages/0/message/author/name", json.at("/messages/0/message/author/name/tag").asText());
    assertEquals(
        "/messages/2/message/author/name", json.at("/messages/2/message/author/name/tag").asText());
    assertTrue(json.at("/messages/1/message/author/name").isMissingNode());
    assertFalse(json.toString().contains("SECRET"));
    assertEquals(
        List.of("kid", "alg", "ek", "iv", "ct", "tag"),
        json.at("/messages/0/message/author/name").properties().stream()
            .map(Map.Entry::getKey)
            .toList());
  }

  @Test
  void write_confidentialItemsOfAnArray_areSealedWithTheirPointer() throws UnwritableException {
    List<Confidential> names = List.of(Confidential.of("A"), Confidential.of("B"));

    JsonNode json = written(Map.of("names", names, "deep", List.of(List.of(), names)));

    assertEquals("/names/0", json.at("/names/0/tag").asText());
    assertEquals("/names/1", json.at("/names/1/tag").asText());
    assertEquals("/deep/1/1", json.at("/deep/1/1/tag").asText());
    assertEquals("/0", written(names).at("/0/tag").asText());
    assertEquals("", written(names.get(0)).at("/tag").asText());
  }

  @Test
  void write_nameWithSlashAndTilde_isEscapedInThePointer() throws UnwritableException {
    JsonNode json = written(Map.of("a/b~c", Confidential.of("A")));

    assertEquals("/a~1b~0c", json.at("/a~1b~0c/tag").asText());
  }

  @Test
  void write_withARealSealer_opensOnlyInItsPlace()
      throws GeneralSecurityException, UnwritableException {
    KeyPair keys = RsaPairs.next();
    RsaUnsealer unsealer = new RsaUnsealer("gw-enc-1", keys.getPrivate());

    JsonNode json =
        JsonCodecTest.tree(
            new JsonCodec(new RsaSealer("gw-enc-1", (RSAPublicKey) keys.getPublic()))
                .write(batch("\u5f20\u4e09")));

    JsonNode member = json.at("/messages/0/message/author/name");
    Sealed sealed =
        new Sealed(
            member.path("kid").asText(),
            member.path("alg").asText(),
            member.path("ek").asText(),
            member.path("iv").asText(),
            member.path("ct").asText(),
            member.path("tag").asText());
    assertEquals("\u5f20\u4e09", unsealer.open(sealed, "/messages/0/message/author/name"));
    assertThrows(
        GeneralSecurityException.class,
        () -> unsealer.open(sealed, "/messages/2/message/author/name"));
  }

  @Test
  void write_noSealer_saysWhatToDoWithoutTheValue() {
    UnwritableException e =
        assertThrows(UnwritableException.class, () -> new JsonCodec(null).write(batch("SECRET")));

    assertTrue(e.sealing());
    assertEquals(
        "/messages/0/message/author/name must be sealed: GovClient needs sealer; call .sealer(...),"
            + " or give a keyRing with trust anchors",
        e.text());
    assertNull(e.getCause());
  }

  static List<Sealer> failingSealers() {
    return List.of(
        (text, pointer) -> {
          throw new GeneralSecurityException("cannot seal " + text);
        },
        (text, pointer) -> {
          throw new ProviderException("cannot seal " + text);
        },
        (text, pointer) -> {
          throw new NoClassDefFoundError("cannot seal " + text);
        });
  }

  @ParameterizedTest
  @MethodSource("failingSealers")
  void write_sealerFails_saysOnlyWhere(Sealer failing) {

    UnwritableException e =
        assertThrows(
            UnwritableException.class, () -> new JsonCodec(failing).write(batch("SECRET")));

    assertTrue(e.sealing());
    assertEquals("/messages/0/message/author/name could not be sealed", e.text());
    assertNull(e.getCause());
  }

  @Test
  void writeOpen_memberToSeal_isNamed() throws Exception {
    Batch open = new Batch(List.of(new Entry("a", new Message("t", new Author(null, true)))));

    assertArrayEquals(codec.write(open), codec.writeOpen(open));
    SealingNeededException e =
        assertThrows(SealingNeededException.class, () -> codec.writeOpen(batch("SECRET")));
    assertEquals("/messages/0/message/author/name", e.getMessage());
  }

  /** Checks that a serializer does not look for a key, since sealing keys are known before. */
  @Test
  void write_sealerGiven_startsOneSessionForTheBody() throws Exception {
    AtomicInteger begun = new AtomicInteger();
    Sealer sealer =
        new Sealer() {
          @Override
          public Sealed seal(String text, String pointer) {
            throw new AssertionError("the session seals");
          }

          @Override
          public Sealer newSession() {
            begun.incrementAndGet();
            return JsonSealingTest::place;
          }
        };

    byte[] json = new JsonCodec(null).write(batch("SECRET"), sealer);

    assertEquals(
        "/messages/2/message/author/name",
        JsonCodecTest.tree(json).at("/messages/2/message/author/name/tag").asText());
    assertEquals(1, begun.get());
  }
}
