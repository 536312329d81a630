package io.yiwang.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Cuts one page out of a list. The cursor names its list, so that it cannot be used with other
 * filters.
 */
record Paging(String list, int from, int limit) {
  private static final int DEFAULT_LIMIT = 20;

  /**
   * @param list a text that differs for other lists: name and filters
   */
  static Paging of(String list, @Nullable String cursor, @Nullable Integer limit) {
    String mark = Integer.toHexString(list.hashCode());
    int size = limit == null ? DEFAULT_LIMIT : limit;
    return new Paging(mark, cursor == null ? 0 : position(mark, cursor), size);
  }

  private static int position(String mark, String cursor) {
    try {
      String[] parts = new String(Base64.getUrlDecoder().decode(cursor), UTF_8).split("\\.");
      if (parts.length == 2 && parts[0].equals(mark)) {
        return Integer.parseUnsignedInt(parts[1]);
      }
    } catch (IllegalArgumentException e) {
      // Not one of ours: refused below.
    }
    throw Refusal.badRequest(
        "/cursor", "WRONG_FORM", "query", new Words("游标不属于此列表", "the cursor is not of this list"));
  }

  <T> ObjectNode cut(List<T> all, Function<? super T, ? extends JsonNode> item) {
    ObjectNode page = Json.object();
    ArrayNode items = page.putArray("items");
    int start = Math.min(from, all.size());
    int end = Math.min(start + limit, all.size());
    all.subList(start, end).forEach(each -> items.add(item.apply(each)));
    if (end < all.size()) {
      byte[] next = (list + "." + end).getBytes(UTF_8);
      page.put("next", Base64.getUrlEncoder().withoutPadding().encodeToString(next));
    }
    return page;
  }
}
