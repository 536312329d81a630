package io.yiwang.testkit;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The part of the admin API that shows the exchanges that {@link ExchangeRecorder} keeps. */
final class AdminExchanges {
  private final ExchangeRecorder recorder;
  private final CurlCommand curl;

  AdminExchanges(ExchangeRecorder recorder, CurlCommand curl) {
    this.recorder = recorder;
    this.curl = curl;
  }

  void register(AdminApi api) {
    api.on("GET", "/exchanges", this::list)
        .on("DELETE", "/exchanges", this::clear)
        .on("GET", "/exchanges/{number}", this::read);
  }

  private Answer list(AdminCall call) {
    int after = call.queryNumber("after", 0, Integer.MAX_VALUE);
    int limit = call.queryNumber("limit", ExchangeRecorder.MOST, ExchangeRecorder.MOST);
    ObjectNode json = Json.object();
    ArrayNode items = json.putArray("items");
    recorder.all().stream()
        .filter(each -> each.number() > after)
        .limit(limit)
        .forEach(each -> items.add(ExchangeJson.line(each)));
    return Answer.json(200, json);
  }

  private Answer clear(AdminCall call) {
    call.allowOnly();
    recorder.clear();
    return Answer.empty(204);
  }

  private Answer read(AdminCall call) {
    String number = call.pathParameter("number");
    RecordedRequest exchange =
        number.matches("[0-9]{1,18}") ? recorder.find(Long.parseLong(number)) : null;
    if (exchange == null) {
      throw new Refusal(404, "NOT_FOUND", "no exchange of this number is kept");
    }
    return Answer.json(200, ExchangeJson.whole(exchange, curl));
  }
}
