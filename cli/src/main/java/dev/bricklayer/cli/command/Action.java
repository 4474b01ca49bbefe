package dev.bricklayer.cli.command;

/**
 * What a command does. Actions are records, so that two ways of reading the same command line can
 * be compared.
 */
public interface Action {

  /**
   * Does it.
   *
   * @return the exit status, one of {@link ExitCode}
   * @throws CommandException if it cannot go on
   * @throws dev.bricklayer.cli.http.NoAnswerException if no node answers
   */
  int run(Session session);
}
