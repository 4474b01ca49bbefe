package dev.bricklayer.cli.grammar;

import dev.bricklayer.cli.command.Action;
import dev.bricklayer.cli.command.CommandException;
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
    String[] words = usual(args);
    CommandLine line = commandLine(root, terminal, words.length > 0 ? words[0] : "");
    int code = line.execute(words);
    Action action = action(line.getParseResult());
    return code == ExitCode.DONE && action != null
        ? runner.applyAsInt(new Invocation(action, root.global.settings()))
        : code;
  }

  /**
   * {@code help volume create} and {@code volume help create} as {@code volume create --help},
   * {@code --version} as {@code version}.
   */
  private static String[] usual(String[] args) {
    if (args.length == 1 && (args[0].equals("--version") || args[0].equals("-V"))) {
      return new String[] {"version"};
    }
    for (int i = 0; i < Math.min(2, args.length); i++) {
      if (args[i].equals("help")) {
        List<String> words = new ArrayList<>(List.of(args));
        words.remove(i);
        words.add("--help");
        return words.toArray(new String[0]);
      }
    }
    return args;
  }

  /**
   * @param group the only group of commands that is needed, which saves reading the others; any
   *     other word for all
   */
  static CommandLine commandLine(RootCommand root, Terminal terminal, String group) {
    CommandLine line = new CommandLine(root);
    switch (group) {
      case "volume" -> line.addSubcommand(new VolumeCommands());
      case "peer" -> line.addSubcommand(new PeerCommands());
      case "pool" -> line.addSubcommand(new PoolCommands());
      case "operation" -> line.addSubcommand(new OperationCommands());
      case "cluster" -> line.addSubcommand(new ClusterCommands());
      default ->
          line.addSubcommand(new VolumeCommands())
              .addSubcommand(new PeerCommands())
              .addSubcommand(new PoolCommands())
              .addSubcommand(new OperationCommands())
              .addSubcommand(new ClusterCommands());
    }
    line.setOut(writer(terminal.out()));
    line.setErr(writer(terminal.err()));
    line.setUsageHelpWidth(
        Math.max(55, terminal.columns() > 0 ? terminal.columns() : DEFAULT_COLUMNS));
    line.setExpandAtFiles(false);
    abbreviate(line);
    line.setParameterExceptionHandler((wrong, arguments) -> mistake(wrong));
    line.setOverwrittenOptionsAllowed(true);
    line.setExecutionExceptionHandler((failed, where, parsed) -> refusal(failed, where));
    return line;
  }

  /** {@code [OPTIONS]} in the first line of each help, in place of all of them. */
  private static void abbreviate(CommandLine line) {
    line.getCommandSpec().usageMessage().abbreviateSynopsis(true);
    line.getSubcommands().values().forEach(Grammar::abbreviate);
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

  /** What a command's method said against its arguments. */
  private static int refusal(Exception failed, CommandLine where) throws Exception {
    if (!(failed instanceof CommandException said)) {
      throw failed;
    }
    where.getErr().println(Terminal.printable(said.sentence()));
    tryHelp(where);
    return said.exitCode();
  }

  private static void tryHelp(CommandLine line) {
    line.getErr().println("Try '" + line.getCommandSpec().qualifiedName() + " --help'");
    line.getErr().flush();
  }

  private static int mistake(ParameterException wrong) {
    CommandLine line = wrong.getCommandLine();
    PrintWriter err = line.getErr();
    String unknown = unknown(wrong);
    boolean command = !unknown.isEmpty() && !unknown.startsWith("-") && groups(line);
    String name = line.getCommandSpec().qualifiedName();
    err.println(
        Terminal.printable(
            command ? "'" + unknown + "' is no command of " + name : wrong.getMessage() + ""));
    List<String> meant =
        command
            ? Suggestions.of(unknown, line.getSubcommands().keySet())
            : Suggestions.of(unknown, line.getCommandSpec().optionsMap().keySet());
    if (!meant.isEmpty()) {
      String prefix = command ? "'" + name + " " : "'";
      err.println("Did you mean " + prefix + String.join("' or " + prefix, meant) + "'?");
    }
    tryHelp(line);
    return ExitCode.USAGE;
  }

  /** The first argument that nothing is known of, or "". */
  private static String unknown(ParameterException wrong) {
    return wrong instanceof UnmatchedArgumentException unmatched
            && !unmatched.getUnmatched().isEmpty()
        ? unmatched.getUnmatched().get(0)
        : "";
  }

  private static boolean groups(CommandLine line) {
    return !line.getSubcommands().isEmpty();
  }

  private static PrintWriter writer(OutputStream out) {
    return new PrintWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), true);
  }
}
