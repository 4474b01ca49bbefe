package dev.bricklayer.cli.operation;

import dev.bricklayer.cli.command.ExitCode;
import dev.bricklayer.cli.terminal.Terminal;

/**
 * What happens when the user interrupts a command that follows an operation: the command says that
 * the operation goes on and ends with {@link ExitCode#RUNNING}.
 */
final class Detach implements AutoCloseable {
  private final Terminal terminal;
  private final Thread hook;
  private volatile String operation = "";

  private Detach(Terminal terminal) {
    this.terminal = terminal;
    this.hook = new Thread(this::detached, "detach");
  }

  static Detach onInterrupt(Terminal terminal) {
    Detach detach = new Detach(terminal);
    Runtime.getRuntime().addShutdownHook(detach.hook);
    return detach;
  }

  /** The operation is known from now on. */
  void follows(String id) {
    operation = id;
  }

  private void detached() {
    String id = operation;
    terminal.warn(
        id.isEmpty()
            ? "\ndetached: if the request was accepted it goes on  (glustercli operation list)\n"
            : "\ndetached: operation "
                + id
                + " goes on\n  glustercli operation watch "
                + id
                + "\n");
    Runtime.getRuntime().halt(ExitCode.RUNNING);
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException interruptedRightNow) {
      // the hook runs and ends the process: nothing may be printed beside it
      while (true) {
        Thread.onSpinWait();
      }
    }
  }
}
