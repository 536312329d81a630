package io.yiwang.ofd;

import io.yiwang.identity.DocumentVerdict.Reason;
import io.yiwang.identity.Finding;
import java.util.ArrayList;
import java.util.List;

/** Collects what the validation of a signature finds. */
final class Findings {
  private final List<Reason> reasons = new ArrayList<>();

  void add(Finding finding) {
    add(finding, "");
  }

  void add(Finding finding, String detail) {
    add(new Reason(finding, detail));
  }

  void add(Reason reason) {
    reasons.add(reason);
  }

  /** Adds a finding with the message of an exception, which quotes nothing of the file. */
  void add(Finding finding, Exception cause) {
    add(finding, String.valueOf(cause.getMessage()));
  }

  List<Reason> reasons() {
    return reasons;
  }
}
