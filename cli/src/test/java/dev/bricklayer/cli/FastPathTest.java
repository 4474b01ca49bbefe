package dev.bricklayer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bricklayer.cli.command.CommandException;
import dev.bricklayer.cli.command.Invocation;
import dev.bricklayer.cli.grammar.Grammar;
import dev.bricklayer.cli.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The fast way and the full grammar understand the same. */
class FastPathTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "volume list",
        "volume list --json",
        "--json volume list",
        "--mode=script volume list",
        "--mode script volume --json list",
        "volume list -v -y --yes --no-wait --dry-run --verbose",
        "volume list --timeout 5 --endpoints http://a:1,http://b:2 --secret s --secret-file /f",
        "volume list --timeout=5 --endpoints=http://a:1 --secret= --secret-file=/f",
        "volume list --json --json --timeout 1 --timeout 2",
        "volume info",
        "volume info all",
        "volume info v1",
        "volume info v1 --json",
        "volume status",
        "volume status all",
        "volume status v1",
        "volume start v1",
        "volume start v1 force",
        "volume start --no-wait v1 force",
        "volume stop v1",
        "volume stop v1 force --mode=script",
        "volume delete v1 -y",
        "volume create v1 h:/b",
        "volume create v1 replica 3 a:/1 b:/2 c:/3",
        "volume create v1 replica 3 arbiter 1 a:/1 b:/2 c:/3 force",
        "volume create v1 replica 2 arbiter 1 transport tcp a:/1 b:/2 c:/3",
        "volume create v1 disperse 3 redundancy 1 a:/1 b:/2 c:/3",
        "volume create v1 disperse a:/1 b:/2 c:/3",
        "volume create v1 disperse-data 2 redundancy 1 a:/1 b:/2 c:/3",
        "volume create v1 --replica 3 a:/1 b:/2 c:/3",
        "volume create --replica=2 --arbiter=1 v1 a:/1 b:/2 c:/3 --force",
        "volume create v1 --disperse 3 --redundancy 1 a:/1 b:/2 c:/3",
        "volume create v1 --disperse-data 2 --redundancy 1 --transport tcp a:/1 b:/2 c:/3",
        "volume create v1 --create-brick-dir --reuse-bricks --allow-root-dir"
            + " --allow-mount-as-brick a:/1",
        "volume create v1 --metadata a=b --metadata c=d,e=f --options=x=1 --options y=2,3 a:/1",
        "volume create v1 a:/1 --dry-run --json",
        "peer add h",
        "peer probe h:24008",
        "peer add h --zone z --metadata a=b --metadata c=d",
        "peer remove h",
        "peer detach h force",
        "peer status",
        "peer list --json",
        "pool list",
        "operation list",
        "operation list --state failed --kind CreateVolume --volume v1 --peer p --initiator me"
            + " --since 1h --limit 5",
        "operation list --volume v1 --volume v2",
        "operation show " + FakeNode.OPERATION,
        "operation watch " + FakeNode.OPERATION,
        "operation cancel " + FakeNode.OPERATION,
        "operation retry " + FakeNode.OPERATION,
        "version",
        "version --json",
      })
  void bothWaysUnderstandTheSame(String command) {
    Invocation fast = FastPath.read(command.split(" "));
    assertThat(fast).as("the fast way").isNotNull();
    assertThat(grammar(command.split(" "))).isEqualTo(fast);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "volume",
        "volume --help",
        "-h",
        "help",
        "volume lst",
        "volume list extra",
        "volume list --unknown",
        "volume start",
        "volume start v1 frce",
        "volume start v1 force force",
        "volume create",
        "volume create v1 --replica x a:/1",
        "volume create v1 --replica",
        "volume create v1 --force=yes a:/1",
        "--replica 3 volume create v1 a:/1",
        "volume list --timeout",
        "volume list --timeout soon",
        "volume list --endpoints --json",
        "volume list -vy",
        "volume list --",
        "volume delete v1 v2",
        "peer add",
        "peer status x",
        "operation show",
        "operation list --limit few",
        "version extra",
        "completion bash",
      })
  void leavesTheRestToTheGrammar(String command) {
    assertThat(FastPath.read(command.isEmpty() ? new String[0] : command.split(" "))).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "volume create v1",
        "volume create v1 h",
        "volume create v1 h:relative",
        "volume create v1 replica 3 a:/1",
        "volume create v1 replica 0 a:/1",
        "volume create v1 force a:/1",
        "volume create v1 a:/1 --metadata nopair",
        "volume list --mode=loud",
        "volume list --timeout=-1",
        "peer add h --metadata =x",
      })
  void bothWaysRefuseTheSameWithTheSameWords(String command) {
    String[] args = command.split(" ");
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    String[] sentence = new String[1];
    assertThatThrownBy(() -> FastPath.read(args))
        .isInstanceOfSatisfying(
            CommandException.class,
            said -> {
              assertThat(said.exitCode()).isEqualTo(2);
              sentence[0] = said.sentence();
            });
    try {
      assertThat(Grammar.run(args, terminal(err), invocation -> 0)).isEqualTo(2);
      assertThat(err.toString(StandardCharsets.UTF_8)).startsWith(sentence[0] + "\nTry '");
    } catch (CommandException said) {
      assertThat(said.sentence()).isEqualTo(sentence[0]);
    }
  }

  @Test
  void emptyArgumentsAreNotLost() {
    String[] args = {"volume", "info", ""};
    assertThat(grammar(args)).isEqualTo(FastPath.read(args));
  }

  private static @Nullable Invocation grammar(String[] args) {
    AtomicReference<Invocation> parsed = new AtomicReference<>();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code =
        Grammar.run(
            args,
            terminal(err),
            invocation -> {
              parsed.set(invocation);
              return 0;
            });
    assertThat(code).as("%s", err.toString(StandardCharsets.UTF_8)).isZero();
    return parsed.get();
  }

  private static Terminal terminal(ByteArrayOutputStream err) {
    return new Terminal(
        new ByteArrayOutputStream(), err, InputStream.nullInputStream(), false, false, 0);
  }
}
