package io.yiwang.internal.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;
import io.yiwang.value.Confidential;
import java.io.IOException;

/** Writes and reads records in the form in which the journal stores them. */
public final class StoredJson {
  /** Writes in the clear, and refuses confidential members. */
  public static final StoredJson CLEAR = new StoredJson(false, false);

  /** Writes what will be encrypted as a whole, with confidential members as plain text. */
  public static final StoredJson SENSITIVE = new StoredJson(true, false);

  /** Reads what others wrote in the clear, and also refuses members that occur twice. */
  public static final StoredJson OF_OTHERS = new StoredJson(false, true);

  private final JsonCodec codec;

  private StoredJson(boolean isSensitive, boolean isForeign) {
    codec =
        JsonCodec.of(
            new SimpleModule()
                .addSerializer(Confidential.class, new Plain(isSensitive))
                .addDeserializer(Confidential.class, new Text()),
            isForeign);
  }

  /** Writes a value as JSON. */
  public byte[] write(Object value) throws UnstorableException {
    try {
      return codec.write(value);
    } catch (UnwritableException e) {
      throw new UnstorableException(
          e.text()
              + (this != SENSITIVE
                  ? "; what is confidential belongs to the sensitive payload"
                  : ""));
    }
  }

  /** Reads JSON that {@link #write} has written, in this version or an older one. */
  public <T> T read(byte[] json, Class<T> type) throws UnstorableException {
    try {
      return codec.one(json, type);
    } catch (UnreadableException e) {
      throw new UnstorableException(": " + e.getMessage());
    }
  }

  private static final class Plain extends StdScalarSerializer<Confidential> {
    private static final long serialVersionUID = 1L;
    private final boolean allowed;

    Plain(boolean allowed) {
      super(Confidential.class);
      this.allowed = allowed;
    }

    @Override
    public void serialize(Confidential value, JsonGenerator json, SerializerProvider provider)
        throws IOException {
      if (!allowed) {
        throw JsonMappingException.from(json, "confidential");
      }
      json.writeString(value.reveal());
    }
  }

  private static final class Text extends StdScalarDeserializer<Confidential> {
    private static final long serialVersionUID = 1L;

    Text() {
      super(Confidential.class);
    }

    @Override
    public Confidential deserialize(JsonParser json, DeserializationContext context)
        throws IOException {
      return Confidential.of(json.getText());
    }
  }
}
