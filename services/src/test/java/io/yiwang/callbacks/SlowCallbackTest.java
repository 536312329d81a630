package io.yiwang.callbacks;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.yiwang.KeyRing;
import io.yiwang.callbacks.httpserver.CallbackHttpHandler;
import io.yiwang.callbacks.servlet.CallbackServlet;
import io.yiwang.callbacks.spring.CallbackRequestHandler;
import io.yiwang.testkit.GovSandbox;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.web.context.support.AnnotationConfigWebApplicationContext;
import org.springframework.web.servlet.DispatcherServlet;

/** Sends very slow bodies, as many as the server has threads. */
@Timeout(60)
@Execution(ExecutionMode.CONCURRENT)
class SlowCallbackTest {
  private static final int THREADS = 4;

  /** Represents a running server with four threads. */
  private interface Running extends AutoCloseable {
    int port();

    @Override
    void close() throws IOException;
  }

  private static Running running(int port, AutoCloseable stop) {
    return new Running() {
      @Override
      public int port() {
        return port;
      }

      @Override
      public void close() throws IOException {
        try {
          stop.close();
        } catch (IOException | RuntimeException e) {
          throw e;
        } catch (Exception e) {
          throw new IOException(e);
        }
      }
    };
  }

  private enum Kind {
    JDK {
      @Override
      Running start(CallbackReceiver receiver, Path folder) throws Exception {
        HttpServer server =
            HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        server.setExecutor(threads);
        server.createContext("/gov/callbacks", new CallbackHttpHandler(receiver));
        server.start();
        return running(
            server.getAddress().getPort(),
            () -> {
              server.stop(0);
              threads.shutdownNow();
            });
      }
    },
    TOMCAT {
      @Override
      Running start(CallbackReceiver receiver, Path folder) throws Exception {
        return tomcat(
            folder,
            context -> {
              Tomcat.addServlet(context, "callbacks", new CallbackServlet(receiver))
                  .addMapping("/gov/callbacks");
            });
      }
    },
    SPRING {
      @Override
      Running start(CallbackReceiver receiver, Path folder) throws Exception {
        var beans = new AnnotationConfigWebApplicationContext();
        beans.addBeanFactoryPostProcessor(
            factory ->
                factory.registerSingleton("/gov/callbacks", new CallbackRequestHandler(receiver)));
        return tomcat(
            folder,
            context -> {
              Tomcat.addServlet(context, "spring", new DispatcherServlet(beans)).addMapping("/");
            });
      }
    },
    JETTY {
      @Override
      Running start(CallbackReceiver receiver, Path folder) throws Exception {
        // Two of the threads accept connections and select.
        Server server = new Server(new QueuedThreadPool(THREADS + 2, THREADS + 2));
        ServerConnector connector = new ServerConnector(server, 1, 1);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler("/");
        context.addServlet(new ServletHolder(new CallbackServlet(receiver)), "/gov/callbacks");
        server.setHandler(context);
        server.start();
        return running(connector.getLocalPort(), server::stop);
      }
    };

    abstract Running start(CallbackReceiver receiver, Path folder) throws Exception;
  }

  private interface Mount {
    void on(Context context);
  }

  private static Running tomcat(Path folder, Mount mount) throws Exception {
    Tomcat tomcat = new Tomcat();
    tomcat.setBaseDir(folder.toString());
    tomcat.setHostname("127.0.0.1");
    tomcat.setPort(0);
    tomcat.getConnector().setProperty("maxThreads", Integer.toString(THREADS));
    tomcat.getConnector().setProperty("minSpareThreads", "1");
    mount.on(tomcat.addContext("", folder.toString()));
    tomcat.start();
    return running(
        tomcat.getConnector().getLocalPort(),
        () -> {
          tomcat.stop();
          tomcat.destroy();
        });
  }

  @TempDir Path folder;

  private static Socket sender(int port, int length) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(20_000);
    String head =
        "POST /gov/callbacks HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
            + "Content-Length: "
            + length
            + "\r\n\r\n";
    socket.getOutputStream().write(head.getBytes(US_ASCII));
    return socket;
  }

  private static String status(Socket socket) throws IOException {
    return new String(socket.getInputStream().readNBytes(12), US_ASCII);
  }

  private static void assertClosed(Socket socket) throws IOException {
    try {
      socket.getInputStream().readAllBytes();
    } catch (SocketException e) {
      // The connection was reset, since not everything was read.
    }
  }

  /** Later requests are answered as soon as the five seconds of the slow ones are over. */
  @ParameterizedTest
  @Tag("proof")
  @EnumSource
  void post_slowBodies_freeTheThreads(Kind kind) throws Exception {
    attack(kind, 300);
  }

  /** Servlet containers have their own limit for this. */
  @Test
  void post_missingBodies_freeTheThreadsOfTheJdkServer() throws Exception {
    attack(Kind.JDK, TimeUnit.HOURS.toMillis(1));
  }

  private void attack(Kind kind, long everyMillis) throws Exception {
    CallbackReceiver receiver;
    try (GovSandbox sandbox = GovSandbox.start()) {
      receiver =
          CallbackReceiver.builder()
              .keyRing(KeyRing.pinned(sandbox.gatewayVerifier()))
              .handler(callback -> {})
              .build();
    }
    ScheduledExecutorService drip = Executors.newSingleThreadScheduledExecutor();
    List<Socket> slow = new ArrayList<>();
    try (Running server = kind.start(receiver, folder)) {
      for (int i = 0; i < THREADS; i++) {
        slow.add(sender(server.port(), 1 << 20));
      }
      Future<?> unused =
          drip.scheduleAtFixedRate(
              () -> slow.forEach(SlowCallbackTest::sendOne), 0, everyMillis, TimeUnit.MILLISECONDS);
      long start = System.nanoTime();
      try (Socket honest = sender(server.port(), 2)) {
        honest.getOutputStream().write("{}".getBytes(US_ASCII));
        assertEquals("HTTP/1.1 401", status(honest));
      }
      long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
      assertTrue(took < 12_000, "the next sender waited " + took + " ms");
      for (Socket each : slow) {
        assertClosed(each);
      }
    } finally {
      drip.shutdownNow();
      for (Socket each : slow) {
        each.close();
      }
    }
  }

  private static void sendOne(Socket socket) {
    try {
      socket.getOutputStream().write('x');
    } catch (IOException e) {
      // The server has closed the connection, as it should.
    }
  }
}
