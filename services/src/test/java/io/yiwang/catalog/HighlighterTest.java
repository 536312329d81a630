package io.yiwang.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.yiwang.catalog.LocalSearchResult.Span;
import java.util.List;
import org.junit.jupiter.api.Test;

class HighlighterTest {
  private static List<Span> spans(String name, String... texts) {
    return new Highlighter(List.of(texts)).spans(name);
  }

  @Test
  void spans_pairsOfCharacters_areJoined() {
    assertEquals(List.of(new Span(0, 4)), spans("公司设立登记", "公司设立"));
    assertEquals(List.of(new Span(0, 2), new Span(4, 6)), spans("护照补发护照", "护照"));
  }

  @Test
  void spans_singleCharacterOfALongerText_isNotMarked() {
    assertEquals(List.of(), spans("护林", "护照"));
    assertEquals(List.of(new Span(0, 1)), spans("护林", "护"));
  }

  @Test
  void spans_synonym_isMarked() {
    assertEquals(List.of(new Span(2, 4)), spans("违停罚款缴纳", "罚单", "罚款"));
  }

  @Test
  void spans_capitalsAndTraditionalCharacters_areMarked() {
    assertEquals(List.of(new Span(0, 8)), spans("Passport", "passport"));
    assertEquals(List.of(new Span(0, 2)), spans("護照", "护照"));
  }

  /** The ligature becomes two letters, which shifts all parts after it. */
  @Test
  void spans_nameWhoseNormalFormIsLonger_isEmpty() {
    assertEquals(List.of(), spans("\ufb01le a tax return", "tax"));
  }
}
