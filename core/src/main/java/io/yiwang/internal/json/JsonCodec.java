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
 * Writes objects as JSON and reads them back. Confidential members are sealed when they are
 * written. Reading ignores unknown members, and refuses an answer that lacks a required member or
 * has one twice. Jackson's messages quote the input, so they are replaced; only the path of the
 * member is kept.
 */
public final class JsonCodec {
  /** Takes the place of a sealer that is not known yet. */
  private static final Object NOTHING_TO_SEAL = new Object();

  private static final int LAST_YEAR = 9999;

  private final JsonMapper mapper;

  /**
   * Creates the codec of requests and answers.
   *
   * @param sealer the sealer of confidential members; null if one is given for each body
   */
  public JsonCodec(@Nullable Sealer sealer) {
    this(new SimpleModule().addSerializer(Confidential.class, new SealingSerializer(sealer)), true);
  }

  /**
   * Returns a codec that writes and reads confidential members as a Jackson module does.
   *
   * @param isForeign whether it reads what others have written
   */
  static JsonCodec of(SimpleModule types, boolean isForeign) {
    return new JsonCodec(types, isForeign);
  }

  private JsonCodec(SimpleModule types, boolean isForeign) {
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
            // Two readers may disagree on which of two members with one name counts. What this
            // library wrote has no such members.
            .configure(StreamReadFeature.STRICT_DUPLICATE_DETECTION, isForeign)
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
            // Neither 1.5 nor "150" is a number of fen.
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .build();
  }

  /** Writes a body with the sealer of this codec. */
  public byte[] write(Object body) throws UnwritableException {
    return write(body, mapper.writer());
  }

  /** Writes a body with its own sealer. */
  public byte[] write(Object body, Sealer sealer) throws UnwritableException {
    return write(body, mapper.writer().withAttribute(Sealer.class, sealer.newSession()));
  }

  /**
   * Writes a body that has nothing to seal.
   *
   * @throws SealingNeededException if it has something to seal
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
  @SuppressWarnings("TypeParameterUnusedInFormals") // The caller knows the parameterized type.
  public <T> T generic(byte[] json, Class<?> type, Class<?> argument) throws UnreadableException {
    return read(json, mapper.getTypeFactory().constructParametricType(type, argument));
  }

  /** Reads any JSON as a tree. */
  public JsonNode tree(byte[] json) throws UnreadableException {
    return read(json, mapper.constructType(JsonNode.class));
  }

  /** Reads a member of a tree; returns null if it is absent or cannot be read as the type. */
  public <M> @Nullable M member(JsonNode tree, String name, Class<M> type) {
    JsonNode member = tree.get(name);
    try {
      return member == null || member.isNull() ? null : mapper.treeToValue(member, type);
    } catch (JsonProcessingException e) {
      return null;
    }
  }

  @SuppressWarnings("TypeParameterUnusedInFormals") // The mapper's method has the same form.
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
      // Bytes that are not text in the encoding that their first bytes indicate.
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

  /** Returns a member's name, which comes from a type; a map's key comes from the input. */
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
        json.writePOJO(session(pointer, json, provider).seal(value.reveal(), pointer));
      } catch (GeneralSecurityException | RuntimeException | Error e) {
        // The sealer may be the application's own, which may lack a class or throw anything.
        FatalErrors.rethrow(e);
        throw new SealingException(json, pointer + " could not be sealed");
      }
    }

    private Sealer session(String pointer, JsonGenerator json, SerializerProvider provider)
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

  /** Returns the pointer of the value about to be written, which an array has not counted yet. */
  private static String pointer(JsonStreamContext at) {
    return at.inArray()
        ? at.getParent().pathAsPointer() + "/" + at.getEntryCount()
        : at.pathAsPointer().toString();
  }

  /** Writes dates and times in ISO 8601, as RFC 3339 requires. */
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
        // RFC 3339 has four digits for a year. Java reads nine, and adding a time zone or a day to
        // the last of those years overflows.
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
