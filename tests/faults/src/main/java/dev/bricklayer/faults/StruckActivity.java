package dev.bricklayer.faults;

import static java.util.Objects.requireNonNull;

import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.config.volume.Brick;
import dev.bricklayer.workflows.volume.NodeBricks;
import io.temporal.activity.ActivityExecutionContext;
import io.temporal.activity.ActivityInfo;
import io.temporal.common.interceptors.ActivityInboundCallsInterceptor;
import io.temporal.common.interceptors.ActivityInboundCallsInterceptorBase;
import io.temporal.failure.ApplicationFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One attempt of an activity, with the fault that strikes at it, if any. */
final class StruckActivity extends ActivityInboundCallsInterceptorBase {
  /** As {@code kill -9} leaves it. */
  private static final int KILLED = 137;

  private final ArmedFaults armed;
  private @Nullable ActivityExecutionContext context;

  StruckActivity(ActivityInboundCallsInterceptor next, ArmedFaults armed) {
    super(next);
    this.armed = armed;
  }

  @Override
  public void init(ActivityExecutionContext started) {
    context = started;
    super.init(started);
  }

  @Override
  public ActivityOutput execute(ActivityInput input) {
    ActivityInfo info = requireNonNull(context).getInfo();
    String workflow = info.getWorkflowId();
    String queue = info.getActivityTaskQueue();
    for (Strike strike : armed.of(workflow)) {
      if (strike.isAt(info.getActivityType(), queue) && armed.claim(workflow, strike, queue)) {
        tell(strike, "begins");
        return struck(strike, input);
      }
    }
    return super.execute(input);
  }

  private ActivityOutput struck(Strike strike, ActivityInput input) {
    switch (strike.action()) {
      case REFUSE:
        throw failure(ErrorCode.FORBIDDEN, "planned: refused");
      case REFUSE_AFTER:
        super.execute(input);
        throw failure(ErrorCode.FORBIDDEN, "planned: refused");
      case FAIL:
        throw failure(ErrorCode.UNAVAILABLE, "planned: no answer");
      case LOSE:
        super.execute(input);
        throw failure(ErrorCode.UNAVAILABLE, "planned: the answer is lost");
      case HANG:
        return wakeLate(strike, input);
      case TWICE:
        return twice(input);
      case DIE_BEFORE:
        return die();
      case DIE_AFTER:
        super.execute(input);
        return die();
      case CANCEL:
        ActivityInfo info = requireNonNull(context).getInfo();
        armed.awaitCancellation(info.getWorkflowId(), info.isLocal());
        return super.execute(input);
      case SPOIL:
        return spoil(input);
      default:
        throw new IllegalStateException(strike.toString());
    }
  }

  private ActivityOutput wakeLate(Strike strike, ActivityInput input) {
    armed.sleep(requireNonNull(context).getInfo().getWorkflowId());
    String end = "woke and was refused";
    try {
      ActivityOutput answer = super.execute(input);
      end = "woke and answered";
      return answer;
    } finally {
      tell(strike, end);
    }
  }

  /** The answer of the second delivery counts; the first one's is lost, whatever it is. */
  private ActivityOutput twice(ActivityInput input) {
    CompletableFuture<Void> first =
        CompletableFuture.runAsync(() -> super.execute(input)).exceptionally(lost -> null);
    try {
      return super.execute(input);
    } finally {
      first.join();
    }
  }

  private ActivityOutput die() {
    armed.awaitDeath();
    Runtime.getRuntime().halt(KILLED);
    throw new IllegalStateException("halted");
  }

  private ActivityOutput spoil(ActivityInput input) {
    ActivityOutput answer = super.execute(input);
    Stream.of(input.getArguments())
        .filter(NodeBricks.class::isInstance)
        .map(NodeBricks.class::cast)
        .flatMap(share -> share.bricks().stream())
        .map(Brick::path)
        .forEach(StruckActivity::makeFolder);
    return answer;
  }

  private static void makeFolder(String path) {
    try {
      Files.createDirectories(Path.of(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ApplicationFailure failure(ErrorCode code, String sentence) {
    return ApplicationFailure.newFailure(sentence, code.name(), Map.of("path", "/planned"));
  }

  private void tell(Strike strike, String what) {
    ActivityInfo info = requireNonNull(context).getInfo();
    String queue = info.getActivityTaskQueue();
    armed.tell(
        info.getWorkflowId(),
        String.join(
            " ",
            strike.type(),
            queue.substring(queue.lastIndexOf('/') + 1),
            Integer.toString(info.getAttempt()),
            strike.action().name(),
            what));
  }
}
