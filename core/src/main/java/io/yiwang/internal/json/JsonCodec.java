package io.yiwang.internal.json;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;
import io.yiwang.internal.shared.FatalErrors;
import io.yiwang.signing.Sealer;
import io.yiwang.value.Confidential;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Writes models as JSON and reads them back. Confidential members are sealed on the way out.
 * Reading ignores members it does not know, and refuses an answer that lacks one its model needs,
 * or in which one occurs twice. Jackson's own messages quote the input, so none of them leaves this
 * room; the path of the member does.
 */
public final class JsonCodec {
  /** Stands for a sealer where none is at hand yet. */
  private static final Object NOTHING_TO_SEAL = new Object();

  private static final int LAST_YEAR = 9999;

  private final JsonMapper mapper;

  /**
   * Makes the codec of requests and answers.
   *
   * @param sealer for confidential members; absent where each body brings its own
   */
  public JsonCodec(@Nullable Sealer sealer) {
    this(new SimpleModule().addSerializer(Confidential.class, new SealingSerializer(sealer)), true);
  }

  /**
   * Returns a codec in which confidential members are written and read as that module says.
   *
   * @param ofOthers whether somebody else writes what it reads
   */
  static JsonCodec of(SimpleModule types, boolean ofOthers) {
    return new JsonCodec(types, ofOthers);
  }

  private JsonCodec(SimpleModule types, boolean ofOthers) {
    types.addSerializer(OffsetDateTime.class, new TextSerializer<>(OffsetDateTime.class));
    types.addSerializer(LocalDate.class, new TextSerializer<>(LocalDate.class));
    types.addDeserializer(
        OffsetDateTime.class,
        new TextDeserializer<>(
            OffsetDateTime.class, OffsetDateTime::parse, OffsetDateTime::getYear));
    types.addDeserializer(
        LocalDate.class,
        new TextDeserializer<>(LocalDate.class, LocalDate::parse, LocalDate::getYear));
    JsonFactory factory =
        JsonFactory.builder()
            .recyclerPool(ZeroingBufferPool.SHARED)
            // Of two members of one name two readers may take one each. What this library wrote has
            // none.
            .configure(StreamReadFeature.STRICT_DUPLICATE_DETECTION, ofOthers)
            .build();
    mapper =
        JsonMapper.builder(factory)
            .addModule(types)
            .annotationIntrospector(new RequiredUnlessNullable())
            .defaultPropertyInclusion(
                JsonInclude.Value.construct(
                    JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            // 1.5 fen or "150" is not an amount.
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .build();
  }

  /** Writes a body with the sealer that the codec was made with. */
  public byte[] write(Object body) throws UnwritableException {
    return write(body, mapper.writer());
  }

  /** Writes with a sealer for this body alone. */
  public byte[] write(Object body, Sealer sealer) throws UnwritableException {
    return write(body, mapper.writer().withAttribute(Sealer.class, sealer.newSession()));
  }

  /**
   * Writes a body in which nothing is to be sealed.
   *
   * @throws SealingNeededException if something is
   */
  public byte[] writeOpen(Object body) throws UnwritableException, SealingNeededException {
    try {
      return write(body, mapper.writer().withAttribute(Sealer.class, NOTHING_TO_SEAL));
    } catch (UnwritableException e) {
      if (e.sealing()) {
        throw new SealingNeededException(e.text());
      }
      throw e;
    }
  }

  private static byte[] write(Object body, ObjectWriter writer) throws UnwritableException {
    try {
      return writer.writeValueAsBytes(body);
    } catch (SealingException e) {
      throw new UnwritableException(e.text(), true);
    } catch (JsonProcessingException e) {
      throw new UnwritableException("the body cannot be written as JSON" + at(e), false);
    }
  }

  /** Reads one object. */
  public <T> T one(byte[] json, Class<T> type) throws UnreadableException {
    return read(json, mapper.constructType(type));
  }

  /** Reads an object of a generic class with one type argument, such as a page of services. */
  @SuppressWarnings("TypeParameterUnusedInFormals") // The caller knows what both make together.
  public <T> T generic(byte[] json, Class<?> type, Class<?> argument) throws UnreadableException {
    return read(json, mapper.getTypeFactory().constructParametricType(type, argument));
  }

  /** Reads any JSON as a tree. */
  public JsonNode tree(byte[] json) throws UnreadableException {
    return read(json, mapper.constructType(JsonNode.class));
  }

  /** Reads a member of a tree; returns nothing if it is absent or something else. */
  public <M> @Nullable M member(JsonNode tree, String name, Class<M> type) {
    JsonNode member = tree.get(name);
    try {
      return member == null || member.isNull() ? null : mapper.treeToValue(member, type);
    } catch (JsonProcessingException e) {
      return null;
    }
  }

  @SuppressWarnings("TypeParameterUnusedInFormals") // As the mapper's own method.
  private <T> T read(byte[] json, JavaType type) throws UnreadableException {
    try {
      T value = mapper.readValue(json, type);
      if (value == null) {
        throw new UnreadableException("it is null");
      }
      return value;
    } catch (JsonProcessingException e) {
      throw new UnreadableException("it is not what the operation returns" + at(e));
    } catch (IOException e) {
      // Not of the text that their first bytes promise, which Jackson tells in another way.
      throw new UnreadableException("it is not text");
    }
  }

  private static String at(JsonProcessingException e) {
    if (!(e instanceof JsonMappingException mapping) || mapping.getPath().isEmpty()) {
      return "";
    }
    StringBuilder pointer = new StringBuilder(", at ");
    for (JsonMappingException.Reference part : mapping.getPath()) {
      pointer.append('/').append(name(part));
    }
    return pointer.toString();
  }

  /** Returns a member's name, which is the model's; a map's key is a part of the text. */
  private static String name(JsonMappingException.Reference part) {
    if (part.getFrom() instanceof Map) {
      return "*";
    }
    return part.getFieldName() != null ? part.getFieldName() : String.valueOf(part.getIndex());
  }

  private static final class SealingSerializer extends StdScalarSerializer<Confidential> {
    private static final long serialVersionUID = 1L;
    private final transient @Nullable Sealer sealer;

    SealingSerializer(@Nullable Sealer sealer) {
      super(Confidential.class);
      this.sealer = sealer;
    }

    @Override
    public void serialize(Confidential value, JsonGenerator json, SerializerProvider provider)
        throws IOException {
      String pointer = pointer(json.getOutputContext());
      try {
        json.writePOJO(ofThisBody(pointer, json, provider).seal(value.reveal(), pointer));
      } catch (GeneralSecurityException | RuntimeException | Error e) {
        // A sealer may be the application's; it may lack a class, or throw as a token does.
        FatalErrors.rethrow(e);
        throw new SealingException(json, pointer + " could not be sealed");
      }
    }

    private Sealer ofThisBody(String pointer, JsonGenerator json, SerializerProvider provider)
        throws SealingException {
      Object given = provider.getAttribute(Sealer.class);
      if (given instanceof Sealer begun) {
        return begun;
      }
      if (given == NOTHING_TO_SEAL) {
        throw new SealingException(json, pointer);
      }
      if (sealer == null) {
        throw new SealingException(
            json,
            pointer
                + " must be sealed: GovClient needs sealer; call .sealer(...), or give a keyRing"
                + " with trust anchors");
      }
      Sealer begun = sealer.newSession();
      provider.setAttribute(Sealer.class, begun);
      return begun;
    }
  }

  /** Returns the pointer of the value about to be written: an array counts it only afterwards. */
  private static String pointer(JsonStreamContext at) {
    return at.inArray()
        ? at.getParent().pathAsPointer() + "/" + at.getEntryCount()
        : at.pathAsPointer().toString();
  }

  /** Dates and times as ISO 8601 writes them, which is what RFC 3339 asks for. */
  private static final class TextSerializer<T> extends StdScalarSerializer<T> {
    private static final long serialVersionUID = 1L;

    TextSerializer(Class<T> type) {
      super(type);
    }

    @Override
    public void serialize(T value, JsonGenerator json, SerializerProvider provider)
        throws IOException {
      // OffsetDateTime.toString leaves out seconds that are zero; RFC 3339 does not.
      json.writeString(
          value instanceof OffsetDateTime time
              ? DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time)
              : value.toString());
    }
  }

  private static final class TextDeserializer<T> extends StdScalarDeserializer<T> {
    private static final long serialVersionUID = 1L;
    private final transient Function<String, T> parse;
    private final transient ToIntFunction<T> year;

    TextDeserializer(Class<T> type, Function<String, T> parse, ToIntFunction<T> year) {
      super(type);
      this.parse = parse;
      this.year = year;
    }

    @Override
    public T deserialize(JsonParser json, DeserializationContext context) throws IOException {
      try {
        T value = parse.apply(json.getText());
        // RFC 3339 has four digits for a year. Java reads nine, and no time zone or day can be
        // added to the last of those.
        if (year.applyAsInt(value) >= 0 && year.applyAsInt(value) <= LAST_YEAR) {
          return value;
        }
      } catch (DateTimeException e) {
        // Refused below.
      }
      throw JsonMappingException.from(json, "not a date or time");
    }
  }
}
