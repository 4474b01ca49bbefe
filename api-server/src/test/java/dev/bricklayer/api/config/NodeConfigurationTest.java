package dev.bricklayer.api.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.DeserializationFeature;
import dev.bricklayer.node.enrol.JoinMode;
import dev.bricklayer.node.tls.TlsMode;
import io.dropwizard.configuration.ConfigurationException;
import io.dropwizard.configuration.YamlConfigurationFactory;
import io.dropwizard.jackson.Jackson;
import io.dropwizard.jersey.validation.Validators;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NodeConfigurationTest {
  static NodeConfiguration read(String yaml) throws IOException, ConfigurationException {
    return new YamlConfigurationFactory<>(
            NodeConfiguration.class,
            Validators.newValidator(),
            Jackson.newObjectMapper().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES),
            "dw")
        .build(path -> new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)), "node.yml");
  }

  @Test
  void everythingHasADefault() throws Exception {
    NodeConfiguration node = read("{}");
    assertThat(node.roles())
        .containsExactlyInAnyOrder(NodeConfiguration.Role.API, NodeConfiguration.Role.NODE);
    assertThat(node.stateDir()).isEqualTo(Path.of("/var/lib/bricklayer"));
    assertThat(node.runDir()).isEqualTo(Path.of("/run/bricklayer"));
    assertThat(node.logDir()).isEqualTo(Path.of("/var/log/bricklayer"));
    assertThat(node.clientAddress()).hasToString("0.0.0.0:24007");
    assertThat(node.peerAddress()).hasToString("0.0.0.0:24008");
    assertThat(node.adminAddress()).hasToString("127.0.0.1:24009");
    assertThat(node.host()).isEqualTo(node.name());
    assertThat(node.etcd().endpoints()).isEmpty();
    assertThat(node.etcd().binary()).isEqualTo("etcd");
    assertThat(node.etcd().clientPort()).isEqualTo(2379);
    assertThat(node.etcd().peerPort()).isEqualTo(2380);
    assertThat(node.etcd().quotaBytes()).isEqualTo(4294967296L);
    assertThat(node.temporal().target()).isNull();
    assertThat(node.temporal().namespace()).isEqualTo("default");
    assertThat(node.temporal().binary()).isNull();
    assertThat(node.temporal().port()).isEqualTo(7233);
    assertThat(node.temporal().uiAddress()).hasToString("127.0.0.1:8233");
    assertThat(node.temporal().retention().toJavaDuration()).hasDays(30);
    assertThat(node.bricks().runtime())
        .isEqualTo(NodeConfiguration.BricksSection.Runtime.GLUSTERFSD);
    assertThat(node.bricks().ports()).hasToString("49152-60999");
    assertThat(node.bricks().restartDelay().toJavaDuration()).hasSeconds(5);
    assertThat(node.bricks().restartDelayMax().toJavaDuration()).hasSeconds(60);
    assertThat(node.bricks().startTimeout().toJavaDuration()).hasSeconds(20);
    assertThat(node.glusterfs().glusterfsd()).isEqualTo("glusterfsd");
    assertThat(node.glusterfs().glusterfs()).isEqualTo("glusterfs");
    assertThat(node.glusterfs().xlatorDir()).isNull();
    assertThat(node.auth().enabled()).isTrue();
    assertThat(node.cluster().volfileAuth()).isEqualTo(VolfileAuth.NONE);
    assertThat(node.secretFile()).isEqualTo(Path.of("/var/lib/bricklayer/auth"));
    assertThat(node.operations().syncWait().toJavaDuration()).hasSeconds(28);
    assertThat(node.tracing().otlpEndpoint()).isNull();
  }

  @Test
  void everyKeyIsRead() throws Exception {
    NodeConfiguration node =
        read(
            """
            name: n
            roles: [node]
            host: 192.0.2.1
            stateDir: /s
            runDir: /r
            logDir: /l
            clientAddress: 192.0.2.1:1
            peerAddress: "[::1]:2"
            adminAddress: 127.0.0.2:3
            etcd: {endpoints: ["http://e:2379"], binary: /e, clientPort: 4, peerPort: 5, peerHost: h, quotaBytes: 6}
            temporal: {target: "t:7", namespace: ns, binary: /t, port: 8, uiAddress: "u:9", retention: 2d}
            bricks: {runtime: simulated, ports: 10-20, restartDelay: 1s, restartDelayMax: 2m, startTimeout: 3s}
            glusterfs: {glusterfsd: /g, glusterfs: /h, xlatorDir: /x}
            auth: {enabled: false, secretFile: /a}
            cluster: {tls: on, join: token, tokenFile: /k, volfileAuth: address}
            operations: {syncWait: 500ms}
            tracing: {otlpEndpoint: "http://o:4317"}
            """);
    assertThat(node.cluster().tls()).isEqualTo(TlsMode.ON);
    assertThat(node.cluster().join()).isEqualTo(JoinMode.TOKEN);
    assertThat(node.tokenFile()).isEqualTo(Path.of("/k"));
    assertThat(read("cluster: {tls: off}").cluster().tls()).isEqualTo(TlsMode.OFF);
    assertThat(read("cluster: {tls: permissive}").tokenFile())
        .isEqualTo(Path.of("/var/lib/bricklayer/join-token"));
    assertThat(node.name()).isEqualTo("n");
    assertThat(node.roles()).containsExactly(NodeConfiguration.Role.NODE);
    assertThat(node.host()).isEqualTo("192.0.2.1");
    assertThat(node.peerAddress()).isEqualTo(new Address("::1", 2)).hasToString("[::1]:2");
    assertThat(node.etcd())
        .isEqualTo(
            new NodeConfiguration.EtcdSection(List.of("http://e:2379"), "/e", 4, 5, "h", 6L));
    assertThat(node.temporal().target()).isEqualTo("t:7");
    assertThat(node.temporal().retention().toJavaDuration()).hasDays(2);
    assertThat(node.bricks().runtime())
        .isEqualTo(NodeConfiguration.BricksSection.Runtime.SIMULATED);
    assertThat(node.bricks().ports()).isEqualTo(new PortRange(10, 20));
    assertThat(node.bricks().restartDelayMax().toJavaDuration()).hasMinutes(2);
    assertThat(node.glusterfs().xlatorDir()).isEqualTo(Path.of("/x"));
    assertThat(node.auth().enabled()).isFalse();
    assertThat(node.cluster().volfileAuth()).isEqualTo(VolfileAuth.ADDRESS);
    assertThat(node.secretFile()).isEqualTo(Path.of("/a"));
    assertThat(node.operations().syncWait().toJavaDuration()).hasMillis(500);
    assertThat(node.tracing().otlpEndpoint()).isEqualTo("http://o:4317");
    assertThat(read("peerAddress: 192.0.2.7:1").host()).isEqualTo("192.0.2.7");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "nmae: x | node.yml: unknown key nmae; did you mean name?",
        "etcd: {cleintPort: 1} | node.yml: unknown key etcd.cleintPort; did you mean clientPort?",
        "clientAddress: 0.0.0.0:99999 | node.yml: clientAddress: the port of '0.0.0.0:99999' is not"
            + " in 1 to 65535",
        "clientAddress: 0.0.0.0:x | clientAddress: the port of '0.0.0.0:x' is not a number",
        "peerAddress: nowhere | peerAddress: 'nowhere' is not an address of the form host:port",
        "cluster: {tls: maybe} | none of off, permissive and on",
        "cluster: {join: token} | cluster.join token needs cluster.tls permissive or on",
        "bricks: {ports: 70-20} | bricks.ports: '70-20' is not a range of ports",
        "bricks: {ports: many} | bricks.ports: 'many' is not a range of ports",
        "bricks: {ports: 1-99999} | is not a range of ports",
        "bricks: {restartDelay: soon} | bricks.restartDelay",
        "bricks: {runtime: none} | bricks.runtime",
        "etcd: {clientPort: 99999} | etcd.clientPort 99999 is not in 1 to 65535",
        "etcd: {clientPort: x} | etcd.clientPort: a value of the wrong type",
        "temporal: {port: 0} | temporal.port 0 is not in 1 to 65535",
        "temporal: {target: nonsense} | 'nonsense' is not an address of the form host:port",
        "roles: [cook] | roles",
        "roles: [] | roles",
        "stateDir: | stateDir",
        "auth: {enabled: perhaps} | auth.enabled",
        "`: [` | YAML",
        "- a | node.yml: ",
      })
  void whatIsWrongIsToldInOneSentence(String yaml, String sentence) {
    Throwable failure = org.assertj.core.api.Assertions.catchThrowable(() -> read(yaml));
    assertThat(failure).as(yaml).isNotNull();
    assertThat(ConfigurationFault.sentence(failure))
        .contains(sentence)
        .doesNotContain("dev.bricklayer", "java.", "com.fasterxml", "\n");
  }

  /** The page names each key; a section's keys with the section's name before. */
  @Test
  void thePageNamesEveryKey() throws IOException {
    String page = Files.readString(docs("configuration.md"));
    for (String key : keys()) {
      assertThat(page).contains("| `" + key + "` |");
    }
  }

  private static List<String> keys() {
    List<String> keys = new ArrayList<>();
    for (Field field : NodeConfiguration.class.getDeclaredFields()) {
      if (!field.isAnnotationPresent(JsonProperty.class)) {
        continue;
      }
      Class<?> type = field.getType();
      if (type.isRecord() && type.getSimpleName().endsWith("Section")) {
        for (RecordComponent part : type.getRecordComponents()) {
          keys.add(field.getName() + "." + part.getName());
        }
      } else {
        keys.add(field.getName());
      }
    }
    return keys;
  }

  static Path docs(String name) {
    return Path.of(System.getProperty("user.dir")).resolve("../docs").resolve(name).normalize();
  }
}
