package dev.bricklayer.faults;

import java.util.Locale;

/** What happens to an attempt of an activity that is struck. */
enum Action {
  /** It is refused for good before it has any effect. */
  REFUSE,
  /** It has its effect and says that it was refused for good. */
  REFUSE_AFTER,
  /** It fails in passing before it has any effect. */
  FAIL,
  /** It has its effect, and its answer is lost. */
  LOSE,
  /** It answers only after its time is up: when it is woken, and has its effect then. */
  HANG,
  /** It is delivered twice, both at the same time. */
  TWICE,
  /** The process dies before the effect. */
  DIE_BEFORE,
  /** The process dies after the effect, before the answer. */
  DIE_AFTER,
  /** The user's cancellation arrives before the effect. */
  CANCEL,
  /** A bug, planted: after its effect the folders of its bricks appear (again). */
  SPOIL;

  static Action of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  /** Whether the engine has to wait for a time-out, which is shortened then. */
  boolean isSilent() {
    return this == HANG || this == DIE_BEFORE || this == DIE_AFTER;
  }

  boolean isRepeated() {
    return this == HANG || this == LOSE || this == FAIL;
  }
}
