package dev.bricklayer.node.rpc.connector;

import java.util.function.Consumer;
import org.eclipse.jetty.util.Callback;

/** A callback that does not block, so that it needs no thread of a pool that may be exhausted. */
record SelectorCallback(Runnable whenDone, Consumer<Throwable> whenFailed) implements Callback {
  @Override
  public void succeeded() {
    whenDone.run();
  }

  @Override
  public void failed(Throwable failure) {
    whenFailed.accept(failure);
  }

  @Override
  public InvocationType getInvocationType() {
    return InvocationType.NON_BLOCKING;
  }
}
