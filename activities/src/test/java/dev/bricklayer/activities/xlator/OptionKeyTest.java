package dev.bricklayer.activities.xlator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bricklayer.activities.volfile.GraphTemplates;
import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OptionKeyTest {

  private static final Set<String> SWITCHES = GraphTemplates.builtIn().switches();

  @ParameterizedTest
  @CsvSource({
    "cluster/replicate.eager-lock, cluster/replicate.eager-lock",
    "replicate.eager-lock, cluster/replicate.eager-lock",
    "afr.eager-lock, cluster/replicate.eager-lock",
    "cluster/afr.eager-lock, cluster/replicate.eager-lock",
    "gfproxy.cluster/replicate.eager-lock, gfproxy.cluster/replicate.eager-lock",
    "client.replicate.eager-lock, client.cluster/replicate.eager-lock",
    "replicate.use-compound-fops, cluster/replicate.use-compound-fops",
    "io-stats.count-fop-hits, debug/io-stats.count-fop-hits",
    "server.transport.socket.ssl-enabled, protocol/server.transport.socket.ssl-enabled",
    "client.transport.socket.ssl-enabled, protocol/client.transport.socket.ssl-enabled",
    "client.event-threads, protocol/client.event-threads",
    "client.client.event-threads, client.protocol/client.event-threads",
    "server.auth.allow, protocol/server.auth.allow",
    "server.auth.addr.*.allow, protocol/server.auth.allow",
    "server.allow-insecure, protocol/server.rpc-auth-allow-insecure",
    "performance/quick-read, performance/quick-read",
    "quick-read.quick-read, performance/quick-read",
    "client.performance/io-threads, client.performance/io-threads",
    "performance/io-threads.io-threads, performance/io-threads",
    "features/barrier, features/barrier"
  })
  void normalises(String text, String normalised) {
    assertThat(OptionKey.resolve(text, SampleTables.TABLES, SWITCHES).normalised())
        .isEqualTo(normalised);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "afr.non-existent",
        "a.b.afr.eager-lock",
        "cluster/nothing.option",
        "storage/posix",
        "features/locks",
        "nothing.cluster/replicate.eager-lock",
        "brick.cluster/replicate.nothing"
      })
  void keysThatNameNothingAreNotFound(String text) {
    assertFails(text, "option not found: " + text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", ".", "..eager-lock", "eager-lock", "client", "a/", "/a.b", "a b.c", "brick."})
  void malformedKeysAreInvalid(String text) {
    assertFails(text, "invalid option: " + text);
  }

  private static void assertFails(String text, String sentence) {
    assertThatThrownBy(() -> OptionKey.resolve(text, SampleTables.TABLES, SWITCHES))
        .isInstanceOfSatisfying(
            ClusterException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
              assertThat(e.sentence()).isEqualTo(sentence);
            });
  }
}
