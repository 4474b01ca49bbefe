package dev.bricklayer.activities.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class OperationLocksTest {

  private final UUID operation = UUID.randomUUID();

  @Test
  void stepsOfOneOperationWaitForEachOther() throws InterruptedException {
    OperationLocks locks = new OperationLocks(Duration.ofSeconds(20));
    List<String> trace = Collections.synchronizedList(new ArrayList<>());
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    Thread first =
        new Thread(
            () ->
                locks.alone(
                    operation,
                    () -> {
                      inside.countDown();
                      await(goOn);
                      trace.add("first");
                    }));
    first.start();
    await(inside);
    Thread second = new Thread(() -> locks.alone(operation, () -> trace.add("second")));
    second.start();
    locks.alone(UUID.randomUUID(), () -> trace.add("other"));
    goOn.countDown();
    first.join();
    second.join();
    assertThat(trace).containsExactly("other", "first", "second");
  }

  @Test
  void theWaitIsBounded() throws InterruptedException {
    OperationLocks locks = new OperationLocks(Duration.ofMillis(20));
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    Thread first =
        new Thread(
            () ->
                locks.alone(
                    operation,
                    () -> {
                      inside.countDown();
                      await(goOn);
                    }));
    first.start();
    await(inside);
    assertThatThrownBy(() -> locks.alone(operation, () -> {}))
        .isInstanceOfSatisfying(
            ClusterException.class,
            late -> assertThat(late.code()).isEqualTo(ErrorCode.STEP_TIMED_OUT));
    goOn.countDown();
    first.join();
    locks.alone(operation, () -> {});
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
