package io.yiwang.testkit;

import java.util.HashMap;
import java.util.Map;

/** Holds the handlers by operation. */
final class RouteTable implements Routes {
  private final Map<String, Handler> handlers = new HashMap<>();

  @Override
  public void on(String operationId, Handler handler) {
    if (Operations.all().stream().noneMatch(each -> each.id().equals(operationId))) {
      throw new IllegalArgumentException(operationId + " is not in the OpenAPI document");
    }
    if (handlers.put(operationId, handler) != null) {
      throw new IllegalStateException(operationId + " has two handlers");
    }
  }

  Handler find(String operationId) {
    Handler handler = handlers.get(operationId);
    if (handler == null) {
      throw new Refusal(404, "NOT_FOUND", "沙箱没有这一操作");
    }
    return handler;
  }
}
