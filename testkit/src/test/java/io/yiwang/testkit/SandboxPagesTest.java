package io.yiwang.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(GovSandboxExtension.class)
class SandboxPagesTest {
  private static String page(GovSandbox sandbox, String path, String accept) throws Exception {
    HttpResponse<byte[]> answer =
        new AdminClient(sandbox).header("Accept", accept).send("GET", path, "");
    assertEquals(200, answer.statusCode(), path);
    return new String(answer.body(), UTF_8);
  }

  @Test
  void index_browserAndTerminal_listThePages(GovSandbox sandbox) throws Exception {
    String html = page(sandbox, "/", "text/html,*/*");
    String text = page(sandbox, "/", "*/*");

    assertTrue(html.startsWith("<!doctype html>"));
    for (String place :
        List.of(
            sandbox.endpoint().toString(),
            "/_sandbox/igs-1.md",
            "/openapi.yaml",
            "/_sandbox/api/openapi.yaml")) {
      assertTrue(html.contains("\"" + place + "\""), place);
      assertTrue(text.contains(place), place);
    }
  }

  @Test
  void documents_areThoseOfTheProject(GovSandbox sandbox) throws Exception {
    assertEquals(
        Files.readString(Path.of("..", "docs", "igs-1.md")),
        page(sandbox, "/_sandbox/igs-1.md", "*/*"));
    for (String path : List.of("/openapi", "/_sandbox/openapi")) {
      assertTrue(page(sandbox, path + ".yaml", "*/*").contains("\nopenapi: 3.1.0\n"));
      assertEquals(
          "3.1.0",
          Json.MAPPER.readTree(page(sandbox, path + ".json", "*/*")).get("openapi").textValue());
    }
    assertEquals(
        AdminClient.DOCUMENT,
        Json.MAPPER.readTree(page(sandbox, "/_sandbox/api/openapi.json", "*/*")));
    assertTrue(page(sandbox, "/_sandbox/api/openapi.yaml", "*/*").contains("Yiwang sandbox"));
  }

  @Test
  void otherPath_unsigned_isNotFoundWithTheIndex(GovSandbox sandbox) throws Exception {
    HttpResponse<byte[]> answer = new AdminClient(sandbox).send("GET", "/favicon.ico", "");

    assertEquals(404, answer.statusCode());
    assertTrue(new String(answer.body(), UTF_8).contains("See /"));
  }
}
