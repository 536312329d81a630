package io.yiwang.examples;

import io.yiwang.GovClient;
import io.yiwang.messages.Author;
import io.yiwang.messages.CategoryTree;
import io.yiwang.messages.CategoryTree.Category;
import io.yiwang.messages.Message;
import io.yiwang.messages.MessageCheck;
import io.yiwang.messages.MessageClient;
import io.yiwang.messages.MessageProblem;
import io.yiwang.messages.MessageReceipt;
import io.yiwang.messages.MessageStatus;
import io.yiwang.value.Confidential;
import io.yiwang.value.Language;
import io.yiwang.value.RegionCode;
import java.io.IOException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/**
 * 给政府留一句话. Asks for a category and a message, names what must be corrected, submits it, and queries
 * its status. Without input, it submits a sample.
 */
public final class SubmitAMessage {
  private static final RegionCode HANGZHOU = new RegionCode("330100");

  private SubmitAMessage() {}

  /** Runs on its own sandbox, or with {@code --config FILE} on any gateway. */
  public static void main(String[] args) throws Exception {
    try (Arguments arguments = Arguments.of(args);
        GovClient gov = arguments.client().build()) {
      run(gov, new Questions(System.in, System.out));
    }
  }

  static void run(GovClient gov, Questions questions) throws IOException {
    MessageClient messages = new MessageClient(gov);
    CategoryTree tree = messages.categories();
    Message message =
        asked(tree, new CategoryNames(messages), questions).orElseGet(() -> sample(tree));
    MessageReceipt receipt = messages.submit(message);
    MessageStatus status = messages.status(receipt.messageId(), receipt.queryCode());
    questions.tell("已收到 received: " + receipt.messageId() + " " + status.status());
    questions.tell("查询码 query code: " + receipt.queryCode());
    if (receipt.dueAt() != null) {
      questions.tell("最迟答复 reply due: " + receipt.dueAt().toLocalDate());
    }
  }

  private static Optional<Message> asked(
      CategoryTree tree, CategoryNames names, Questions questions) throws IOException {
    Optional<String> category = category(tree, names, questions);
    MessageCheck check = MessageCheck.of(tree);
    while (true) {
      Optional<String> title = questions.ask("标题 title:");
      Optional<String> body =
          title.isEmpty() ? title : questions.askLines("正文，空行结束 text, an empty line ends it:");
      if (title.isEmpty() || body.isEmpty()) {
        return Optional.empty();
      }
      List<MessageProblem> problems =
          check.check(
              title.get(),
              body.get(),
              category.orElse(null),
              List.of(),
              OffsetDateTime.now(ZoneOffset.UTC));
      if (problems.isEmpty()) {
        Message.Builder message = Message.to(HANGZHOU, title.get(), body.get());
        category.ifPresent(message::category);
        return Optional.of(message.author(author(questions)).build());
      }
      problems.forEach(
          each -> questions.tell(each.text(Language.ZH_CN) + " " + each.text(Language.EN)));
    }
  }

  private static Optional<String> category(
      CategoryTree tree, CategoryNames names, Questions questions) throws IOException {
    Optional<Integer> first =
        questions.choose(
            "类别，回车不选 category, enter for none:",
            tree.categories().stream().map(names::of).toList());
    if (first.isEmpty()) {
      return Optional.empty();
    }
    Category chosen = tree.categories().get(first.get());
    return questions
        .choose("细类 subcategory:", chosen.children().stream().map(names::of).toList())
        .map(second -> chosen.children().get(second).code())
        .or(() -> Optional.of(chosen.code()));
  }

  private static Author author(Questions questions) throws IOException {
    String name = questions.ask("姓名，回车匿名 name, enter to stay anonymous:").orElse("");
    if (name.isEmpty()) {
      return Author.ANONYMOUS;
    }
    String phone = questions.ask("电话，回车不填 phone, enter for none:").orElse("");
    return phone.isEmpty()
        ? new Author(Confidential.of(name), null, null, false)
        : Author.of(name, phone);
  }

  static Message sample(CategoryTree tree) {
    return Message.to(HANGZHOU, "西湖边的路灯", "断桥东边的三盏路灯坏了一周，晚上很黑，请修一修。")
        .category(tree.categories().get(0).children().get(0).code())
        .author(Author.of("张三", "13800000000"))
        .mayPublish()
        .build();
  }
}
