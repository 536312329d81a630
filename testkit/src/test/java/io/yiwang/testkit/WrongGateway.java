package io.yiwang.testkit;

import static io.yiwang.testkit.WrongAnswers.changed;
import static io.yiwang.testkit.WrongAnswers.json;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * A sandbox that breaks a rule of the interface, and its client.
 *
 * @param change makes its answers wrong
 * @param settings changes the files of its client
 * @param rotation rotates its keys
 * @param deliveries delivers its callbacks to a URL
 */
record WrongGateway(
    Consumer<GovSandbox> change,
    Settings settings,
    Consumer<GovSandbox> rotation,
    BiConsumer<GovSandbox, URI> deliveries) {
  /** Changes the files of a client. */
  @FunctionalInterface
  interface Settings {
    void apply(Path folder) throws IOException;
  }

  /** A gateway that breaks no rule. */
  static final WrongGateway NONE = answering(sandbox -> {});

  /** The number of answers that a fault changes: more than a check asks for. */
  private static final int MANY = 300;

  static WrongGateway answering(Consumer<GovSandbox> fault) {
    return new WrongGateway(
        fault,
        folder -> {},
        GovSandbox::rotateKeys,
        (sandbox, listener) -> sandbox.callbackControls().deliver());
  }

  static WrongGateway configured(Settings settings) {
    return new WrongGateway(NONE.change(), settings, NONE.rotation(), NONE.deliveries());
  }

  static WrongGateway rotating(Consumer<GovSandbox> rotation) {
    return new WrongGateway(NONE.change(), NONE.settings(), rotation, NONE.deliveries());
  }

  static WrongGateway delivering(CallbackRelay relay) {
    return new WrongGateway(NONE.change(), NONE.settings(), NONE.rotation(), relay::deliver);
  }

  /** Changes all answers of an operation; {@code *} is for every operation. */
  static WrongGateway always(String operation, Fault.Work fault) {
    return answering(sandbox -> sandbox.faults().add(operation, MANY, new Fault("wrong", fault)));
  }

  /** Changes the answers of an operation after a number of right ones. */
  static WrongGateway after(int right, String operation, Fault.Work fault) {
    return answering(
        sandbox -> {
          sandbox.faults().add(operation, right, Fault.NONE);
          sandbox.faults().add(operation, MANY, new Fault("wrong", fault));
        });
  }

  static WrongGateway next(Consumer<NextFault> fault) {
    return answering(sandbox -> fault.accept(sandbox.faults().next().times(MANY)));
  }

  /** Accepts what it should refuse with a code. */
  static WrongGateway accepts(String code, int status) {
    return always(
        "*",
        changed(
            answer ->
                json(answer).path("code").asText().equals(code)
                    ? Answer.json(status, Json.object().putArray("items").removeAll())
                    : answer));
  }

  static WrongGateway accepts(String code) {
    return accepts(code, 200);
  }
}
