package dev.bricklayer.cli.grammar;

import dev.bricklayer.cli.command.Action;
import dev.bricklayer.cli.command.ExitCode;
import dev.bricklayer.cli.command.Invocation;
import dev.bricklayer.cli.terminal.Terminal;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** The grammar of all commands, with help and with advice for mistakes. */
public final class Grammar {
  private static final int DEFAULT_COLUMNS = 80;

  private Grammar() {}

  /**
   * Reads the arguments and does what they say; help and mistakes are answered here.
   *
   * @param runner does what a right command line says
   * @return the exit status
   */
  public static int run(String[] args, Terminal terminal, ToIntFunction<Invocation> runner) {
    RootCommand root = new RootCommand();
    CommandLine line = commandLine(root, terminal);
    int code = line.execute(args);
    Action action = action(line.getParseResult());
    return code == ExitCode.DONE && action != null
        ? runner.applyAsInt(new Invocation(action, root.global.settings()))
        : code;
  }

  static CommandLine commandLine(RootCommand root, Terminal terminal) {
    CommandLine line = new CommandLine(root);
    line.setOut(writer(terminal.out()));
    line.setErr(writer(terminal.err()));
    line.setUsageHelpWidth(
        Math.max(55, terminal.columns() > 0 ? terminal.columns() : DEFAULT_COLUMNS));
    line.setExpandAtFiles(false);
    line.setParameterExceptionHandler((wrong, arguments) -> mistake(wrong));
    line.setExecutionExceptionHandler(
        (failed, where, parsed) -> {
          throw failed;
        });
    return line;
  }

  /** What the command's method made of its arguments; nothing when help was asked for. */
  private static @Nullable Action action(@Nullable ParseResult parsed) {
    ParseResult last = parsed;
    while (last != null && last.hasSubcommand()) {
      last = last.subcommand();
    }
    if (last == null) {
      return null;
    }
    Object result = last.commandSpec().commandLine().getExecutionResult();
    return result instanceof Action action ? action : null;
  }

  private static int mistake(ParameterException wrong) {
    CommandLine line = wrong.getCommandLine();
    PrintWriter err = line.getErr();
    err.println(Terminal.printable(sentence(wrong)));
    List<String> suggestions =
        wrong instanceof UnmatchedArgumentException unmatched
            ? unmatched.getSuggestions()
            : new ArrayList<>();
    if (!suggestions.isEmpty()) {
      err.println("Did you mean: " + String.join(" or ", suggestions) + "?");
    }
    err.println("Try '" + line.getCommandSpec().qualifiedName() + " --help'");
    err.flush();
    return ExitCode.USAGE;
  }

  private static String sentence(ParameterException wrong) {
    if (wrong instanceof UnmatchedArgumentException unmatched
        && !unmatched.getUnmatched().isEmpty()
        && !unmatched.getUnmatched().get(0).startsWith("-")
        && !wrong.getCommandLine().getSubcommands().isEmpty()) {
      String group = wrong.getCommandLine().getCommandSpec().qualifiedName();
      return "'" + unmatched.getUnmatched().get(0) + "' is no command of " + group;
    }
    return wrong.getMessage() + "";
  }

  private static PrintWriter writer(OutputStream out) {
    return new PrintWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), true);
  }
}
