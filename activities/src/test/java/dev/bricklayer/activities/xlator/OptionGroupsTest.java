package dev.bricklayer.activities.xlator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bricklayer.activities.volfile.GraphTemplates;
import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.volume.SubvolType;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class OptionGroupsTest {

  private final OptionGroups groups = OptionGroups.builtIn();

  static List<OptionGroup> builtIn() {
    return List.copyOf(OptionGroups.builtIn().all());
  }

  @ParameterizedTest
  @MethodSource("builtIn")
  void everyBuiltInGroupCanBeSet(OptionGroup group) {
    OptionValidator validator =
        new OptionValidator(SampleTables.TABLES, GraphTemplates.builtIn().switches());

    assertThat(validator.validate(group.options(), AllowedLevels.ALL)).isEqualTo(group.options());
  }

  @ParameterizedTest
  @EnumSource(SubvolType.class)
  void everyTypeHasDefaults(SubvolType type) {
    assertThat(groups.defaults(type)).isNotEmpty();
  }

  @Test
  void selfHealIsOnUnlessTheRequestSaysOtherwise() {
    assertThat(groups.withDefaults(SubvolType.REPLICATE, Map.of()))
        .containsEntry("cluster/replicate.self-heal-daemon", "on");
    assertThat(groups.withDefaults(SubvolType.DISPERSE, Map.of()))
        .containsEntry("cluster/disperse.self-heal-daemon", "on");
    assertThat(
            groups.withDefaults(
                SubvolType.REPLICATE, Map.of("cluster/replicate.self-heal-daemon", "off")))
        .containsEntry("cluster/replicate.self-heal-daemon", "off")
        .containsEntry("performance/write-behind", "on");
  }

  @Test
  void aGroupThatIsOnSetsItsOptions() {
    OptionGroups.Expanded expanded =
        groups.expand(Map.of("tls", "on", "replicate.eager-lock", "off"));

    assertThat(expanded.set())
        .containsOnly(
            Map.entry("protocol/client.transport.socket.ssl-enabled", "on"),
            Map.entry("protocol/server.transport.socket.ssl-enabled", "on"),
            Map.entry("replicate.eager-lock", "off"));
    assertThat(expanded.reset()).isEmpty();
  }

  @Test
  void aGroupThatIsOffResetsItsOptions() {
    OptionGroups.Expanded expanded =
        groups.expand(Map.of("tls", "off", "protocol/client.transport.socket.ssl-enabled", "on"));

    assertThat(expanded.set()).containsOnlyKeys("protocol/client.transport.socket.ssl-enabled");
    assertThat(expanded.reset()).containsExactly("protocol/server.transport.socket.ssl-enabled");
  }

  @Test
  void aGroupIsOnOrOff() {
    assertThatThrownBy(() -> groups.expand(Map.of("tls", "enable")))
        .isInstanceOf(ClusterException.class)
        .hasMessageContaining("need either on or off");
  }

  @Test
  void defaultProfilesAreReserved() {
    assertThatThrownBy(() -> groups.expand(Map.of("profile.default.replicate", "on")))
        .isInstanceOf(ClusterException.class)
        .hasMessageContaining("reserved group profile");
  }

  @Test
  void usersAddGroupsButKeepTheBuiltInOnes() {
    OptionGroups more =
        groups.with(
            List.of(
                new OptionGroup("mine", "", Map.of("features/shard", "on")),
                new OptionGroup("tls", "", Map.of())));

    assertThat(more.expand(Map.of("mine", "on", "tls", "on")).set())
        .containsEntry("features/shard", "on")
        .hasSize(3);
  }
}
