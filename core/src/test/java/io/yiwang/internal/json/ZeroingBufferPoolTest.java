package io.yiwang.internal.json;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.util.BufferRecycler;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ZeroingBufferPoolTest {
  private static final ZeroingBufferPool POOL = ZeroingBufferPool.SHARED;

  @Test
  void release_usedBuffer_isKeptAndZeroed() {
    BufferRecycler buffers = POOL.createPooled();
    char[] chars = buffers.allocCharBuffer(BufferRecycler.CHAR_TOKEN_BUFFER);
    byte[] bytes = buffers.allocByteBuffer(BufferRecycler.BYTE_WRITE_CONCAT_BUFFER);
    Arrays.fill(chars, '密');
    Arrays.fill(bytes, (byte) 'x');

    buffers.releaseCharBuffer(BufferRecycler.CHAR_TOKEN_BUFFER, chars);
    buffers.releaseByteBuffer(BufferRecycler.BYTE_WRITE_CONCAT_BUFFER, bytes);

    assertSame(chars, buffers.allocCharBuffer(BufferRecycler.CHAR_TOKEN_BUFFER));
    assertSame(bytes, buffers.allocByteBuffer(BufferRecycler.BYTE_WRITE_CONCAT_BUFFER));
    assertArrayEquals(new char[chars.length], chars);
    assertArrayEquals(new byte[bytes.length], bytes);
  }

  @Test
  void read_oneBodyAfterAnother_usesTheSameBuffers() throws Exception {
    JsonMapper mapper =
        JsonMapper.builder(JsonFactory.builder().recyclerPool(POOL).build()).build();
    int before = POOL.pooledCount();

    for (int i = 0; i < 5; i++) {
      JsonNode read = mapper.readTree("{\"name\":\"张三" + i + "\"}");
      assertEquals("张三" + i, read.path("name").textValue());
    }

    // Other tests may read at the same time.
    int more = POOL.pooledCount() - before;
    assertTrue(more < 5, more + " of 5");
  }
}
