package io.yiwang.notices;

import io.yiwang.Gateway;
import io.yiwang.GovRequest;
import io.yiwang.Operation;
import io.yiwang.Operation.Answer;
import io.yiwang.Page;
import io.yiwang.Pages;
import io.yiwang.value.Language;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;

/**
 * Reads the government's notices. Thread-safe. Methods throw what {@link Gateway#call} throws.
 *
 * <p>Not final, so that a proxy or a mock can take its place; extend it for nothing else.
 *
 * @see "IGS/1 section 8"
 */
public class NoticeClient {
  /** The operation that this client calls, for whoever implements another {@link Gateway}. */
  public static final List<Operation> OPERATIONS =
      List.of(Operation.query("notice.list", "notices", Answer.PAGE, Notice.class));

  private final Gateway gateway;

  /** Creates a client of a gateway. */
  public NoticeClient(Gateway gateway) {
    this.gateway = gateway;
  }

  /** Returns a channel's notices, newest first; each page is fetched when it is read. */
  public Pages<Notice> list(NoticeChannel channel, Language language) {
    return Pages.of(gateway, request(channel, language));
  }

  /** Returns a channel's notices published since a time. */
  public Pages<Notice> list(NoticeChannel channel, Language language, OffsetDateTime since) {
    return Pages.of(
        gateway,
        request(channel, language)
            .parameter("since", DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(since)));
  }

  private static GovRequest<Page<Notice>> request(NoticeChannel channel, Language language) {
    return GovRequest.page("notice.list", "notices", Notice.class)
        .language(language)
        .parameter("channel", channel.code())
        .parameter("language", language.tag());
  }
}
