package dev.bricklayer.cli.command;

/** The command cannot go on; the sentence is for the user. */
public final class CommandException extends RuntimeException {
  private final String sentence;
  private final int exitCode;

  public CommandException(int exitCode, String sentence) {
    super(sentence);
    this.sentence = sentence;
    this.exitCode = exitCode;
  }

  /** What was typed does not make sense. */
  public static CommandException usage(String sentence) {
    return new CommandException(ExitCode.USAGE, sentence);
  }

  public static CommandException failed(String sentence) {
    return new CommandException(ExitCode.FAILED, sentence);
  }

  public int exitCode() {
    return exitCode;
  }

  /** The sentence for the user. */
  public String sentence() {
    return sentence;
  }
}
