package dev.bricklayer.workflows.sweep;

import dev.bricklayer.config.error.ErrorCode;
import io.temporal.failure.ApplicationFailure;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One run of one operation on a cluster of its own, with at most two faults. */
final class Trial {
  final FakeCluster cluster;
  final Set<Plant> plants;
  private final List<Strike> strikes;
  private final List<Call> undoCalls;
  private final List<Call> journal = new ArrayList<>();
  private final Map<Call, Integer> attempts = new HashMap<>();
  private final CountDownLatch wake = new CountDownLatch(1);
  private final Phaser asleep = new Phaser(1);
  private @Nullable Cancellation cancellation;

  /** A fault at a call. */
  record Strike(Call at, Fault fault) {
    @Override
    public String toString() {
      return fault + " at " + at;
    }
  }

  /**
   * @param undoCalls the calls that undo something, which some faults strike as well
   */
  Trial(FakeCluster cluster, Set<Plant> plants, List<Strike> strikes, List<Call> undoCalls) {
    this.cluster = cluster;
    this.plants = plants;
    this.strikes = strikes;
    this.undoCalls = undoCalls;
  }

  void onCancel(Cancellation newCancellation) {
    cancellation = newCancellation;
  }

  /** What the operation answered to a cancellation; null when there was no answer. */
  @Nullable Boolean cancelAnswer() {
    return cancellation == null ? null : cancellation.answer();
  }

  /** Whether a call never answers. */
  boolean hasHangingCall() {
    return strikes.stream().anyMatch(strike -> strike.fault().hangs());
  }

  /** Whether somebody cancels the operation. */
  boolean isCancelled() {
    return strikes.stream().anyMatch(strike -> strike.fault().isCancellation());
  }

  /** Whether a task is never taken. */
  boolean hasDeafNode() {
    return strikes.stream().anyMatch(strike -> strike.fault() == Fault.DEAF);
  }

  /** The calls that had their effect, in order. */
  synchronized List<Call> journal() {
    return List.copyOf(journal);
  }

  /** Lets the attempts that hang wake up, and waits until they have done what they still can. */
  void wakeSleepers() {
    wake.countDown();
    asleep.awaitAdvance(asleep.arrive());
  }

  /** Runs an attempt of a call, unless a fault has it otherwise. */
  <T> T attempt(Call call, Supplier<T> effect) {
    T answer = struck(call, effect);
    if (cancellation != null && !call.isLocal()) {
      cancellation.settle();
    }
    return answer;
  }

  private <T> T struck(Call call, Supplier<T> effect) {
    int attempt = count(call);
    if (isDead(call.node())) {
      return sleep(() -> null);
    }
    Fault fault = faultAt(call);
    if (fault == null) {
      return perform(call, effect);
    }
    return switch (fault) {
      case REFUSED -> call.isDecision() ? broken(call, attempt, 3, effect) : refused();
      case BROKEN -> broken(call, attempt, call.isDecision() ? 3 : Integer.MAX_VALUE, effect);
      case BROKEN_ONCE -> broken(call, attempt, 1, effect);
      case REFUSED_AFTER, UNDOS_FAIL_ONCE, UNDOS_FAIL -> {
        T answer = perform(call, effect);
        yield call.isDecision() ? answerLost(attempt, 3, answer) : refused();
      }
      case ANSWER_LOST_ONCE -> answerLost(attempt, 1, perform(call, effect));
      case ANSWERS_LOST ->
          answerLost(attempt, call.isDecision() ? 3 : Integer.MAX_VALUE, perform(call, effect));
      case HANGS, HANGS_LONG ->
          call.isDecision() && attempt > 1
              ? perform(call, effect)
              : sleep(() -> perform(call, effect));
      case WORKER_DIES -> {
        T answer = perform(call, effect);
        yield attempt == 1 ? sleep(() -> answer) : answer;
      }
      case TWICE -> {
        perform(call, effect);
        yield perform(call, effect);
      }
      case NODE_DIES -> {
        die(call);
        yield call.node().isEmpty() ? perform(call, effect) : sleep(() -> null);
      }
      case NODE_DIES_AFTER -> {
        T answer = perform(call, effect);
        die(call);
        yield call.node().isEmpty() ? refused() : sleep(() -> answer);
      }
      case CANCELLED -> {
        cancel(call, false);
        yield perform(call, effect);
      }
      case CANCELLED_AFTER -> {
        T answer = perform(call, effect);
        cancel(call, false);
        yield answer;
      }
      case CANCELLED_IN_THE_ENGINE -> {
        cancel(call, true);
        yield perform(call, effect);
      }
      case TAKEN_OVER -> {
        cluster.takeOver();
        yield perform(call, effect);
      }
      case AWAY, DEAF -> perform(call, effect);
    };
  }

  private @Nullable Fault faultAt(Call call) {
    for (Strike strike : strikes) {
      if (strike.at().equals(call)) {
        return strike.fault();
      }
    }
    for (Strike strike : strikes) {
      if (undoCalls.contains(call)) {
        if (strike.fault() == Fault.UNDOS_FAIL) {
          return Fault.REFUSED;
        }
        if (strike.fault() == Fault.UNDOS_FAIL_ONCE) {
          return Fault.BROKEN_ONCE;
        }
      }
    }
    return null;
  }

  private synchronized int count(Call call) {
    return attempts.merge(call, 1, Integer::sum);
  }

  private synchronized int attempts(Call call) {
    return attempts.getOrDefault(call, 0);
  }

  private <T> T perform(Call call, Supplier<T> effect) {
    T answer = effect.get();
    synchronized (this) {
      journal.add(call);
    }
    return answer;
  }

  private <T> T broken(Call call, int attempt, int times, Supplier<T> effect) {
    if (attempt <= times) {
      throw failure(ErrorCode.UNAVAILABLE, "planned: no answer");
    }
    return perform(call, effect);
  }

  private static <T> T answerLost(int attempt, int times, T answer) {
    if (attempt <= times) {
      throw failure(ErrorCode.UNAVAILABLE, "planned: the answer is lost");
    }
    return answer;
  }

  private static <T> T refused() {
    throw failure(ErrorCode.FORBIDDEN, "planned: refused");
  }

  private static ApplicationFailure failure(ErrorCode code, String sentence) {
    return ApplicationFailure.newFailure(sentence, code.name(), Map.of("path", "/planned"));
  }

  private <T> T sleep(Supplier<T> afterwards) {
    asleep.register();
    try {
      if (!wake.await(2, TimeUnit.MINUTES)) {
        throw new IllegalStateException("never woken");
      }
      return afterwards.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } finally {
      asleep.arriveAndDeregister();
    }
  }

  private void cancel(Call call, boolean inTheEngine) {
    if (cancellation != null && attempts(call) == 1) {
      if (inTheEngine) {
        cancellation.cancelInTheEngine(!call.isLocal());
      } else {
        cancellation.ask(!call.isLocal());
      }
    }
  }

  private void die(Call call) {
    if (call.node().isEmpty()) {
      cluster.killOutsider();
    } else {
      cluster.kill(call.node());
    }
  }

  private boolean isDead(String node) {
    return !node.isEmpty() && !cluster.isAlive(node);
  }
}
