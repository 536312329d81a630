package io.yiwang.examples;

import io.yiwang.messages.CategoryTree;
import io.yiwang.messages.CategoryTree.Category;
import io.yiwang.messages.MessageClient;
import io.yiwang.value.Language;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The names of categories, in Chinese and English: {@code 交通出行 Transport}. */
final class CategoryNames {
  private final Map<String, String> byCode = new HashMap<>();

  CategoryNames(MessageClient messages) {
    for (Language language : List.of(Language.ZH_CN, Language.EN)) {
      CategoryTree tree = messages.withLanguage(language).categories();
      add(tree.categories());
      tree.categories().forEach(category -> add(category.children()));
    }
  }

  private void add(List<Category> categories) {
    categories.forEach(
        category ->
            byCode.merge(
                category.code(), nameOf(category), (chinese, english) -> chinese + " " + english));
  }

  String of(Category category) {
    return byCode.getOrDefault(category.code(), nameOf(category));
  }

  private static String nameOf(Category category) {
    String name = category.name();
    return name == null ? category.code() : name;
  }
}
