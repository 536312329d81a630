package io.yiwang.systemtests;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.yiwang.payments.ChannelPayment;
import io.yiwang.payments.cashier.ChargeAnswer;
import io.yiwang.payments.cashier.PayerCharge;
import io.yiwang.value.Money;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * * Keeps the payers' accounts outside of every payer process. It charges each order number once
 * and refunds each refund key once, however often it is called, and some of its answers get lost.
 *
 * <p>A request is a line ({@code CHARGE order fen thread}, {@code QUERY order}, {@code CANCEL
 * order}, {@code REFUND key order fen}), and so is its answer.
 */
final class ChaosChannel implements AutoCloseable {
  /** The faults of the channel, each with its share of all requests in percent. */
  private enum Fault {
    LOST_BEFORE(5),
    LOST_AFTER(6),
    SLOW(3),
    DECLINED(3),
    UNDERWAY(6),
    WRONG_AMOUNT(2),
    NONE(75);

    private final int percent;

    Fault(int percent) {
      this.percent = percent;
    }

    static Fault of(int roll) {
      int left = roll;
      for (Fault fault : values()) {
        left -= fault.percent;
        if (left < 0) {
          return fault;
        }
      }
      return NONE;
    }
  }

  private record PaidBack(String orderNo, long fen) {}

  /** A charge that its payer will confirm or decline at an instant. */
  private record Undecided(Instant at, boolean pays, long fen) {}

  private final Clock clock;
  private final Random random;
  private final ServerSocket server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<String, ChannelPayment> charged = new HashMap<>();
  private final Map<String, Undecided> underway = new HashMap<>();
  private final Set<String> closed = new HashSet<>();
  private final Map<String, PaidBack> refunds = new HashMap<>();
  private final List<String> violations = new ArrayList<>();
  private boolean healed;

  /**
   * Starts the channel.
   *
   * @param clock gives the times at which payers pay
   */
  ChaosChannel(Clock clock, long seed) throws IOException {
    this.clock = clock;
    random = new Random(seed);
    server = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    threads.execute(this::listen);
  }

  int port() {
    return server.getLocalPort();
  }

  private void listen() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        threads.execute(() -> serve(socket));
      } catch (IOException e) {
        // Closed.
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket;
        BufferedReader in =
            new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8))) {
      socket.setSoTimeout(4000);
      String line = in.readLine();
      // A caller that was killed in the middle of its line has not made a request.
      if (line == null || !line.endsWith(";")) {
        return;
      }
      Fault fault = fault();
      if (fault == Fault.LOST_BEFORE) {
        return;
      }
      String answer = answer(line.substring(0, line.length() - 1).split(" "), fault);
      if (fault == Fault.SLOW) {
        Thread.sleep(150);
      }
      if (fault != Fault.LOST_AFTER) {
        socket.getOutputStream().write((answer + "\n").getBytes(UTF_8));
      }
    } catch (IOException e) {
      // The caller is gone.
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized Fault fault() {
    return healed ? Fault.NONE : Fault.of(random.nextInt(100));
  }

  private synchronized String answer(String[] words, Fault fault) {
    return switch (words[0]) {
      case "CHARGE" -> charge(words, fault);
      case "QUERY" -> status(words[1]);
      case "CANCEL" -> cancel(words[1]);
      case "REFUND" -> refund(words, fault);
      default -> "UNKNOWN_COMMAND";
    };
  }

  private String charge(String[] words, Fault fault) {
    String orderNo = words[1];
    long fen = Long.parseLong(words[2]);
    if (words[3].startsWith("yiwang-recovery")) {
      violations.add("recovery charged the payer of " + orderNo);
    }
    if (status(orderNo).equals("NOT_FOUND")) {
      switch (fault) {
        case DECLINED -> closed.add(orderNo);
        case UNDERWAY ->
            underway.put(
                orderNo,
                new Undecided(
                    Instant.now().plus(Duration.ofMillis(random.nextInt(1500))),
                    random.nextInt(10) < 7,
                    fen));
        case WRONG_AMOUNT -> take(orderNo, fen - 1);
        case LOST_BEFORE, LOST_AFTER, SLOW, NONE -> take(orderNo, fen);
      }
    }
    return status(orderNo);
  }

  private void take(String orderNo, long fen) {
    charged.put(
        orderNo,
        new ChannelPayment(
            "trade-" + (charged.size() + 1),
            OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.ofHours(8)),
            Money.fen(fen)));
  }

  private String cancel(String orderNo) {
    if (status(orderNo).equals("NOT_FOUND") || status(orderNo).equals("UNDERWAY")) {
      underway.remove(orderNo);
      closed.add(orderNo);
    }
    return status(orderNo);
  }

  private String refund(String[] words, Fault fault) {
    PaidBack refund = new PaidBack(words[2], Long.parseLong(words[3]));
    if (fault == Fault.UNDERWAY) {
      return "UNDERWAY";
    }
    PaidBack before = refunds.putIfAbsent(words[1], refund);
    if (before != null && !before.equals(refund)) {
      violations.add("two refunds under one key, of " + before.orderNo() + " and " + words[2]);
    }
    if (fen(refund.orderNo()) < 0) {
      violations.add("more was paid back than charged under " + refund.orderNo());
    }
    return "PAID_BACK";
  }

  private String status(String orderNo) {
    Undecided open = underway.get(orderNo);
    if (open != null && (healed || Instant.now().isAfter(open.at()))) {
      underway.remove(orderNo);
      if (open.pays()) {
        take(orderNo, open.fen());
      } else {
        closed.add(orderNo);
      }
    }
    ChannelPayment charge = charged.get(orderNo);
    if (charge != null) {
      return "%s %s %s %d"
          .formatted(
              fen(orderNo) > 0 ? "CHARGED" : "REFUNDED",
              charge.channelTradeNo(),
              charge.paidAt(),
              charge.amount().fen());
    }
    if (closed.contains(orderNo)) {
      return "NOT_CHARGED";
    }
    return underway.containsKey(orderNo) ? "UNDERWAY" : "NOT_FOUND";
  }

  /** Ends all faults, and lets every payer decide who has not yet. */
  synchronized void heal() {
    healed = true;
    List.copyOf(underway.keySet()).forEach(this::status);
  }

  /** Returns what the payer of an order has paid, less what was paid back, in fen. */
  synchronized long fen(String orderNo) {
    ChannelPayment charge = charged.get(orderNo);
    return (charge == null ? 0 : charge.amount().fen())
        - refunds.values().stream()
            .filter(each -> each.orderNo().equals(orderNo))
            .mapToLong(PaidBack::fen)
            .sum();
  }

  synchronized boolean wasCharged(String orderNo) {
    return charged.containsKey(orderNo);
  }

  /** Returns the numbers of all orders that were ever charged. */
  synchronized Set<String> orders() {
    return Set.copyOf(charged.keySet());
  }

  /** Returns what no channel should ever see. */
  synchronized List<String> violations() {
    return List.copyOf(violations);
  }

  @Override
  public void close() throws IOException {
    server.close();
    threads.shutdownNow();
  }

  /** Calls the channel from a payer process. */
  record Client(int port) implements PayerCharge {
    private String ask(String request) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
          BufferedReader in =
              new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8))) {
        socket.setSoTimeout(2000);
        socket.getOutputStream().write((request + ";\n").getBytes(UTF_8));
        String answer = in.readLine();
        if (answer == null) {
          throw new IOException("no answer");
        }
        return answer;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static ChargeAnswer read(String answer) {
      String[] words = answer.split(" ");
      return switch (words[0]) {
        case "CHARGED" ->
            ChargeAnswer.charged(
                words[1], OffsetDateTime.parse(words[2]), Money.fen(Long.parseLong(words[3])));
        case "REFUNDED" ->
            ChargeAnswer.refunded(
                words[1], OffsetDateTime.parse(words[2]), Money.fen(Long.parseLong(words[3])));
        case "NOT_CHARGED" -> ChargeAnswer.notCharged();
        case "UNDERWAY" -> ChargeAnswer.underway();
        case "NOT_FOUND" -> ChargeAnswer.notFound();
        default -> throw new IllegalStateException(answer);
      };
    }

    @Override
    public ChargeAnswer charge(Order order) {
      return charge(order.orderNo(), order.amount());
    }

    /** Charges a payer for an application that does this itself. */
    ChargeAnswer charge(String orderNo, Money amount) {
      return read(
          ask(
              "CHARGE %s %d %s"
                  .formatted(orderNo, amount.fen(), Thread.currentThread().getName())));
    }

    @Override
    public ChargeAnswer query(String orderNo) {
      return read(ask("QUERY " + orderNo));
    }

    @Override
    public ChargeAnswer cancel(String orderNo) {
      return read(ask("CANCEL " + orderNo));
    }

    @Override
    public RefundAnswer refund(Refund refund) {
      return RefundAnswer.valueOf(
          ask(
              "REFUND %s %s %d"
                  .formatted(refund.refundKey(), refund.orderNo(), refund.amount().fen())));
    }
  }
}
