package dev.bricklayer.workflows.operation;

import static dev.bricklayer.config.error.ErrorCode.BRICK_PROCESS_FAILED;
import static dev.bricklayer.config.error.ErrorCode.INTERNAL;
import static dev.bricklayer.config.error.ErrorCode.NODE_UNREACHABLE;
import static dev.bricklayer.config.error.ErrorCode.STEP_TIMED_OUT;
import static dev.bricklayer.config.error.ErrorCode.UNAVAILABLE;

import dev.bricklayer.config.error.ErrorCode;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * The policies of all activities. Tests give others; they are no part of what a replay compares.
 *
 * @param nodeStep work on a node before the commit
 * @param nodeUndo its undo: more patient with failures, less with a node that is away, because the
 *     lock must not be held for it: what is left becomes a debt
 * @param nodeConvergence work on a node after the commit; a node that is away does it by itself
 *     when it returns
 * @param clusterStep work on the cluster's queue before the commit
 * @param clusterUndo its undo; a joiner that is starting again gets a few seconds
 * @param clusterConvergence work on the cluster's queue after the commit
 * @param store one transaction of the store
 * @param decision a transaction without which the operation cannot go either way: tried until it is
 *     answered
 * @param stragglers once a node's part of a step has failed: how long the other nodes may still
 *     take before their parts are cancelled
 */
public record ActivityPolicies(
    TaskPolicy nodeStep,
    TaskPolicy nodeUndo,
    TaskPolicy nodeConvergence,
    TaskPolicy clusterStep,
    TaskPolicy clusterUndo,
    TaskPolicy clusterConvergence,
    TaskPolicy store,
    TaskPolicy decision,
    Duration stragglers) {

  /** Workers beat every 1.5 s; after four beats missed the process is taken for dead. */
  private static final Duration HEARTBEAT = Duration.ofSeconds(6);

  /** Answers that another attempt would only get again. */
  public static final List<ErrorCode> FINAL_ANSWERS = allBut(UNAVAILABLE, INTERNAL, STEP_TIMED_OUT);

  /** The same for an undo and for convergence: they do not take a process's no for an answer. */
  private static final List<ErrorCode> FINAL_FOR_UNDO =
      allBut(UNAVAILABLE, INTERNAL, STEP_TIMED_OUT, BRICK_PROCESS_FAILED, NODE_UNREACHABLE);

  private static final List<ErrorCode> FINAL_FOR_CONVERGENCE =
      allBut(UNAVAILABLE, INTERNAL, STEP_TIMED_OUT, BRICK_PROCESS_FAILED);

  public static final ActivityPolicies STANDARD =
      new ActivityPolicies(
          node(60, 180, 5, FINAL_ANSWERS),
          node(20, 90, 6, FINAL_FOR_UNDO),
          node(20, 120, 5, FINAL_FOR_CONVERGENCE),
          cluster(180, 5, FINAL_ANSWERS),
          cluster(120, 5, FINAL_FOR_UNDO),
          cluster(180, 8, FINAL_FOR_CONVERGENCE),
          store(10),
          store(0),
          seconds(3));

  private static TaskPolicy node(int pickUp, int overall, int attempts, List<ErrorCode> fatal) {
    return new TaskPolicy(
        seconds(45),
        seconds(pickUp),
        HEARTBEAT,
        seconds(overall),
        attempts,
        Duration.ofMillis(500),
        seconds(10),
        fatal);
  }

  private static TaskPolicy cluster(int overall, int attempts, List<ErrorCode> fatal) {
    return new TaskPolicy(
        seconds(60),
        seconds(30),
        HEARTBEAT,
        seconds(overall),
        attempts,
        Duration.ofMillis(500),
        seconds(10),
        fatal);
  }

  private static TaskPolicy store(int attempts) {
    return new TaskPolicy(
        seconds(10),
        seconds(10),
        null,
        null,
        attempts,
        Duration.ofMillis(100),
        seconds(5),
        FINAL_ANSWERS);
  }

  private static Duration seconds(int seconds) {
    return Duration.ofSeconds(seconds);
  }

  private static List<ErrorCode> allBut(ErrorCode... retried) {
    Set<ErrorCode> others = Set.of(retried);
    return Arrays.stream(ErrorCode.values()).filter(code -> !others.contains(code)).toList();
  }
}
