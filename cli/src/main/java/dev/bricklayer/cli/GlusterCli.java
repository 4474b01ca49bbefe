package dev.bricklayer.cli;

import dev.bricklayer.cli.command.AnswerException;
import dev.bricklayer.cli.command.CommandException;
import dev.bricklayer.cli.command.ErrorReport;
import dev.bricklayer.cli.command.ExitCode;
import dev.bricklayer.cli.command.Invocation;
import dev.bricklayer.cli.command.Session;
import dev.bricklayer.cli.command.Settings;
import dev.bricklayer.cli.grammar.Grammar;
import dev.bricklayer.cli.http.Access;
import dev.bricklayer.cli.http.NoAnswerException;
import dev.bricklayer.cli.json.JsonSyntaxException;
import dev.bricklayer.cli.terminal.Terminal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/**
 * The command line {@code glustercli}.
 *
 * <p>It starts in about 40 ms because the usual command line is read without picocli ({@link
 * FastPath}) and because {@code bin/glustercli} starts the JVM with an archive of the classes that
 * this way needs. Help, mistakes and completion load the full {@link Grammar}.
 */
public final class GlusterCli {
  private GlusterCli() {}

  /** The process's entry; {@code bin/glustercli} says by properties what the terminal is. */
  public static void main(String[] args) {
    Terminal terminal =
        Terminal.ofProcess(
            System.getProperty("glustercli.terminals", ""),
            Integer.getInteger("glustercli.columns", 0));
    // halt: there is nothing to shut down, and the orderly way takes longer than a request
    Runtime.getRuntime().halt(run(args, terminal, System.getenv()));
  }

  /** Does what the arguments say; the exit status. */
  public static int run(String[] args, Terminal terminal, Map<String, String> environment) {
    try {
      Invocation invocation = FastPath.read(args);
      return invocation == null
          ? Grammar.run(args, terminal, parsed -> run(parsed, terminal, environment))
          : run(invocation, terminal, environment);
    } catch (CommandException said) {
      return said(args, terminal, said);
    } catch (UncheckedIOException closed) {
      return outputFailed(terminal, closed);
    }
  }

  private static int run(
      Invocation invocation, Terminal terminal, Map<String, String> environment) {
    Settings settings = invocation.settings();
    Session session;
    try {
      session =
          new Session(
              Access.api(
                  settings.endpoints(), settings.secret(), settings.secretFile(), environment),
              terminal,
              settings);
    } catch (IOException unreadable) {
      terminal.warn("the secret's file cannot be read: " + unreadable.getMessage() + "\n");
      return ExitCode.USAGE;
    }
    try {
      return invocation.action().run(session);
    } catch (AnswerException error) {
      return ErrorReport.print(session, error.answer());
    } catch (NoAnswerException none) {
      terminal.warn(none.sentence() + "\n");
      return ExitCode.FAILED;
    } catch (JsonSyntaxException notJson) {
      terminal.warn("the node's answer is not JSON: " + notJson.getMessage() + "\n");
      return ExitCode.FAILED;
    }
  }

  private static int said(String[] args, Terminal terminal, CommandException said) {
    StringBuilder text = new StringBuilder(Terminal.printable(said.sentence())).append('\n');
    if (said.exitCode() == ExitCode.USAGE) {
      text.append("Try 'glustercli");
      for (int i = 0; i < args.length && i < 2 && !args[i].startsWith("-"); i++) {
        text.append(' ').append(Terminal.printable(args[i]));
      }
      text.append(" --help'\n");
    }
    terminal.warn(text);
    return said.exitCode();
  }

  /** Without a word when the reader has gone, as head does. */
  private static int outputFailed(Terminal terminal, UncheckedIOException failed) {
    Throwable cause = failed.getCause();
    String why = cause == null ? failed.toString() : String.valueOf(cause.getMessage());
    if (!why.contains("Broken pipe")) {
      try {
        terminal.warn("the output cannot be written: " + why + "\n");
      } catch (UncheckedIOException nobodyToTell) {
        return ExitCode.FAILED;
      }
    }
    return ExitCode.FAILED;
  }
}
