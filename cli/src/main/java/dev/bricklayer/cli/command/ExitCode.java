package dev.bricklayer.cli.command;

/** What the process's exit status says. */
public final class ExitCode {
  /** Done. With {@code --no-wait}: accepted. */
  public static final int DONE = 0;

  public static final int FAILED = 1;

  /** The command line is wrong; nothing was asked of the cluster. */
  public static final int USAGE = 2;

  /**
   * The operation goes on; the command stopped waiting, or nobody knows whether it was accepted.
   */
  public static final int RUNNING = 3;

  /** Failed or cancelled, and everything that it had done is undone. */
  public static final int ROLLED_BACK = 4;

  /** Failed, and something could not be undone yet. */
  public static final int PARTLY_ROLLED_BACK = 5;

  private ExitCode() {}
}
