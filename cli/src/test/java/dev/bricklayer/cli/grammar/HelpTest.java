package dev.bricklayer.cli.grammar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bricklayer.cli.CliRun;
import dev.bricklayer.cli.FakeNode;
import dev.bricklayer.cli.terminal.Terminal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class HelpTest {
  private final FakeNode node = new FakeNode();

  @AfterEach
  void close() {
    node.close();
  }

  @Test
  void everyCommandHasHelpThatFitsTheTerminal() {
    for (String command : commands("", commandLine())) {
      CliRun run = CliRun.onTerminal(node, (command + " --help").strip(), "");
      assertThat(run.code()).as(command).isZero();
      assertThat(run.err()).isEmpty();
      assertThat(run.out()).as(command).startsWith("Usage: glustercli " + command);
      assertThat(run.out().lines()).as(command).allMatch(line -> line.length() <= 88);
    }
  }

  @Test
  void helpIsAlsoACommand() {
    CliRun run = CliRun.inPipe(node, "volume help create");
    assertThat(run.code()).isZero();
    assertThat(run.out()).contains("replica N [arbiter 1]").contains("Examples:");
    assertThat(CliRun.inPipe(node, "help volume").out()).contains("Create a volume from bricks.");
  }

  @Test
  void versionIsAlsoAnOption() {
    node.answer("GET /version", 200, "{\"glusterd-version\":\"bricklayer-1\",\"api-version\":1}");
    for (String command : List.of("version", "--version", "-V")) {
      CliRun run = CliRun.inPipe(node, command);
      assertThat(run.code()).isZero();
      assertThat(run.out()).matches("glustercli [0-9][^\n]*\nserver: bricklayer-1 \\(API 1\\)\n");
    }
    assertThat(CliRun.inPipe(node, "version --json").out())
        .contains("\"client-version\"")
        .contains("\"glusterd-version\": \"bricklayer-1\"");
  }

  @Test
  void versionIsToldWithoutAServer() {
    node.close();
    CliRun run = CliRun.inPipe(node, "version");
    assertThat(run.code()).isZero();
    assertThat(run.out()).contains("cannot be reached");
  }

  @ParameterizedTest
  @CsvSource({
    "volume lst,'glustercli volume list'",
    "volume crate v1,'glustercli volume create'",
    "volume strat v1,'glustercli volume start'",
    "vol list,'glustercli volume'",
    "peer prob x,'glustercli peer probe'",
    "operation shw x,'glustercli operation show'",
  })
  void suggestsWhatWasMeant(String typed, String meant) {
    CliRun run = CliRun.inPipe(node, typed);
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .contains("is no command of glustercli")
        .contains("Did you mean '" + meant + "'?\nTry 'glustercli");
    assertThat(node.received()).isEmpty();
  }

  @Test
  void suggestsOptionsToo() {
    assertThat(CliRun.inPipe(node, "volume list --jsn").err())
        .isEqualTo(
            """
            Unknown option: '--jsn'
            Did you mean '--json'?
            Try 'glustercli volume list --help'
            """);
    assertThat(CliRun.inPipe(node, "volume xyzzy").err())
        .isEqualTo(
            """
            'xyzzy' is no command of glustercli volume
            Try 'glustercli volume --help'
            """);
  }

  @ParameterizedTest
  @CsvSource({
    "'',a command is missing",
    "volume,'a command is missing: create, delete, info, list, start, status, stop'",
    "volume start,Missing required parameter: 'NAME'",
    "volume list --jsn,Unknown option: '--jsn'",
    "volume list --timeout soon,Invalid value for option '--timeout'",
    "volume start v1 now,'now'",
  })
  void saysWhatIsWrong(String typed, String sentence) {
    CliRun run = CliRun.inPipe(node, typed);
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains(sentence).contains("Try 'glustercli");
    assertThat(run.err().lines().count()).isLessThanOrEqualTo(3);
  }

  @Test
  void completionIsAScriptThatBashReads() throws Exception {
    CliRun run = CliRun.inPipe(node, "completion bash");
    assertThat(run.code()).isZero();
    assertThat(run.out()).contains("glustercli").contains("complete -F").doesNotContain("\0");
    String check =
        "compopt() { :; }\n"
            + run.out()
            + "\nCOMP_WORDS=(glustercli vol); COMP_CWORD=1; COMP_LINE='glustercli vol'\n"
            + "_complete_glustercli; printf '%s\\n' \"${COMPREPLY[@]}\"\n"
            + "COMP_WORDS=(glustercli volume cr); COMP_CWORD=2\n"
            + "_complete_glustercli; printf '%s\\n' \"${COMPREPLY[@]}\"\n";
    Process bash = new ProcessBuilder("bash", "-s").redirectErrorStream(true).start();
    bash.getOutputStream().write(check.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    bash.getOutputStream().close();
    String said =
        new String(bash.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    assertThat(bash.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(said).isEqualTo("volume\ncreate\n");
  }

  private static CommandLine commandLine() {
    return Grammar.commandLine(new RootCommand(), Terminal.ofProcess("", 0), "");
  }

  private static List<String> commands(String prefix, CommandLine line) {
    List<String> commands = new ArrayList<>();
    commands.add(prefix.strip());
    line.getSubcommands()
        .forEach(
            (name, sub) -> {
              if (name.equals(sub.getCommandName())) {
                commands.addAll(commands(prefix + " " + name, sub));
              }
            });
    return commands;
  }
}
