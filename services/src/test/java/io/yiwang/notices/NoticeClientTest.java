package io.yiwang.notices;

import static io.yiwang.RecordingGateway.line;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.yiwang.Page;
import io.yiwang.RecordingGateway;
import io.yiwang.value.Language;
import java.time.OffsetDateTime;
import java.util.List;
import org.junit.jupiter.api.Test;

class NoticeClientTest {
  @Test
  void list_channelLanguageAndTime_areInTheQuery() {
    var gateway = new RecordingGateway().answers(new Page<Notice>(List.of(), null));

    new NoticeClient(gateway)
        .list(NoticeChannel.PREMIER, Language.EN, OffsetDateTime.parse("2026-11-01T00:00:00+08:00"))
        .first();

    assertEquals(
        "notice.list GET notices?channel=PREMIER&language=en&since=2026-11-01T00:00:00+08:00",
        line(gateway.request()));
    assertEquals(Language.EN, gateway.request().language());
  }
}
