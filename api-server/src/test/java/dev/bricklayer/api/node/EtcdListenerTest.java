package dev.bricklayer.api.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.bricklayer.api.config.NodeConfiguration;
import dev.bricklayer.config.error.ClusterException;
import io.dropwizard.jackson.Jackson;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EtcdListenerTest {
  private static final ObjectMapper YAML = Jackson.newObjectMapper(new YAMLFactory());

  private static String listens(String yaml) throws IOException {
    return new NodeSettings(YAML.readValue(yaml, NodeConfiguration.class)).etcd().peerListen();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "host: 192.0.2.1 | 192.0.2.1:2380",
        "host: localhost | 127.0.0.1:2380",
        "{host: 192.0.2.1, peerAddress: '0.0.0.0:1'} | 192.0.2.1:2380",
        "{host: 192.0.2.1, peerAddress: '192.0.2.9:1'} | 192.0.2.9:2380",
        "{host: 192.0.2.1, etcd: {peerHost: 192.0.2.8, peerPort: 7}} | 192.0.2.8:7",
        "{host: 192.0.2.1, etcd: {peerHost: 0.0.0.0}} | 0.0.0.0:2380",
        "{host: '2001:db8::1'} | [2001:db8:0:0:0:0:0:1]:2380"
      })
  void etcdListensOnOneAddressForOtherMembers(String yaml, String address) throws IOException {
    assertThat(listens(yaml)).isEqualTo(address);
  }

  @Test
  void byDefaultItIsNotEveryAddressOfTheMachine() throws IOException {
    assertThat(listens("{}")).doesNotStartWith("0.0.0.0").doesNotStartWith("[::]");
    assertThat(listens("{name: no-such-name.invalid}")).isEqualTo("127.0.0.1:2380");
  }

  @Test
  void aHostThatDoesNotResolveIsToldWithTheKeyToSet() {
    assertThatThrownBy(() -> listens("{host: no-such-name.invalid}"))
        .isInstanceOf(ClusterException.class)
        .hasMessageContaining("no-such-name.invalid")
        .hasMessageContaining("etcd.peerHost");
  }
}
