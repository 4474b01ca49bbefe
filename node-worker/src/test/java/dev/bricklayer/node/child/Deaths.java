package dev.bricklayer.node.child;

import java.util.OptionalLong;

/** Ways in which a node ends other than by an orderly stop. */
public final class Deaths {
  private Deaths() {}

  /** As after a kill -9 of the node's process: the child lives on, nobody watches it. */
  public static void leave(EtcdChild child) throws InterruptedException {
    child.supervisor().abandon();
  }

  /** As after the loss of the machine's power: the child is gone, too. */
  public static void kill(EtcdChild child) throws InterruptedException {
    OptionalLong pid = child.supervisor().pid();
    child.supervisor().abandon();
    if (pid.isPresent()) {
      ProcessHandle.of(pid.getAsLong())
          .ifPresent(
              process -> {
                process.destroyForcibly();
                process.onExit().orTimeout(5, java.util.concurrent.TimeUnit.SECONDS).join();
              });
    }
  }
}
