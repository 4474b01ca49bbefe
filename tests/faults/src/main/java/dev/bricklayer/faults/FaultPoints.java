package dev.bricklayer.faults;

import io.temporal.common.interceptors.ActivityInboundCallsInterceptor;
import io.temporal.common.interceptors.WorkerInterceptorBase;
import io.temporal.common.interceptors.WorkflowInboundCallsInterceptor;
import io.temporal.common.interceptors.WorkflowInboundCallsInterceptorBase;
import io.temporal.common.interceptors.WorkflowOutboundCallsInterceptor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A fault point at every activity of a node, local ones too. They are armed by files in the folder
 * {@code $BRICKLAYER_FAULTS}; without it nothing is ever struck. A node finds this class when a
 * test puts its jar on the class path.
 */
public final class FaultPoints extends WorkerInterceptorBase {
  private final @Nullable ArmedFaults armed;

  /** For the service loader. */
  public FaultPoints() {
    this(System.getenv("BRICKLAYER_FAULTS"), host());
  }

  FaultPoints(@Nullable String folder, String host) {
    armed = folder == null ? null : new ArmedFaults(Path.of(folder), host);
  }

  /** The kernel's name of this node: each one's uts namespace has its own. */
  private static String host() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/hostname")).trim();
    } catch (IOException e) {
      return "unknown";
    }
  }

  @Override
  public ActivityInboundCallsInterceptor interceptActivity(ActivityInboundCallsInterceptor next) {
    return armed == null ? next : new StruckActivity(next, armed);
  }

  @Override
  public WorkflowInboundCallsInterceptor interceptWorkflow(WorkflowInboundCallsInterceptor next) {
    ArmedFaults faults = armed;
    if (faults == null) {
      return next;
    }
    return new WorkflowInboundCallsInterceptorBase(next) {
      @Override
      public void init(WorkflowOutboundCallsInterceptor outbound) {
        super.init(new ShortTimeouts(outbound, faults));
      }
    };
  }
}
