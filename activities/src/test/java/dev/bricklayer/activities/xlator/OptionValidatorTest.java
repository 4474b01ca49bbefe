package dev.bricklayer.activities.xlator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bricklayer.activities.volfile.GraphTemplates;
import dev.bricklayer.config.error.ClusterException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OptionValidatorTest {

  private static final AllowedLevels BASIC = new AllowedLevels(false, false, false);

  private final OptionValidator validator =
      new OptionValidator(SampleTables.TABLES, GraphTemplates.builtIn().switches());

  @Test
  void returnsNormalisedKeys() {
    assertThat(
            validator.validate(
                Map.of("afr.eager-lock", "off", "shard.shard-block-size", "64MB"),
                AllowedLevels.ALL))
        .isEqualTo(
            Map.of(
                "cluster/replicate.eager-lock", "off", "features/shard.shard-block-size", "64MB"));
  }

  @Test
  void levelsNeedTheirFlag() {
    assertRefused(
        Map.of("replicate.eager-lock", "on"),
        BASIC,
        "option replicate.eager-lock is an advanced option. To set it pass the advanced flag");
    assertThat(validator.validate(Map.of("dht.min-free-disk", "10%"), BASIC))
        .containsOnlyKeys("cluster/distribute.min-free-disk");
    assertThat(
            validator.validate(
                Map.of("replicate.eager-lock", "on"), new AllowedLevels(true, false, false)))
        .hasSize(1);
  }

  @Test
  void experimentalAndDeprecatedOptionsNeedTheirFlagsToo() {
    OptionValidator strange =
        new OptionValidator(
            XlatorTables.of(
                List.of(
                    new Xlator(
                        "features",
                        "x",
                        List.of(),
                        List.of(
                            option("new", OptionLevel.EXPERIMENTAL),
                            option("old", OptionLevel.DEPRECATED))))),
            java.util.Set.of());

    assertThatThrownBy(() -> strange.validate(Map.of("x.new", "a"), BASIC))
        .hasMessage("option x.new is an experimental option. To set it pass the experimental flag");
    assertThatThrownBy(() -> strange.validate(Map.of("x.old", "a"), BASIC))
        .hasMessage("option x.old is a deprecated option. To set it pass the deprecated flag");
    assertThat(
            strange.validate(
                Map.of("x.new", "a", "x.old", "b"), new AllowedLevels(false, true, true)))
        .hasSize(2);
  }

  @Test
  void whatCannotBeSetIsRefused() {
    assertRefused(
        Map.of("replicate.consistent-io", "on"),
        AllowedLevels.ALL,
        "option replicate.consistent-io cannot be set");
    assertRefused(
        Map.of("posix.directory", "/elsewhere"),
        AllowedLevels.ALL,
        "option posix.directory cannot be set");
    assertRefused(
        Map.of("client.password", "x"), AllowedLevels.ALL, "option client.password cannot be set");
  }

  @Test
  void aBadValueIsNamedWithItsKey() {
    assertRefused(
        Map.of("shard.shard-block-size", "1KB"),
        AllowedLevels.ALL,
        "failed to validate value(1KB) for key(shard.shard-block-size): the value is not between"
            + " 4194304 and 4398046511104");
  }

  @Test
  void oneOptionUnderTwoNamesHasOneValue() {
    assertThat(
            validator.validate(
                Map.of("afr.eager-lock", "on", "replicate.eager-lock", "on"), AllowedLevels.ALL))
        .hasSize(1);
    assertRefused(
        Map.of("afr.eager-lock", "on", "replicate.eager-lock", "off"),
        AllowedLevels.ALL,
        "option cluster/replicate.eager-lock is given two values");
  }

  private void assertRefused(Map<String, String> options, AllowedLevels allowed, String sentence) {
    assertThatThrownBy(() -> validator.validate(options, allowed))
        .isInstanceOf(ClusterException.class)
        .hasMessage(sentence);
  }

  private static XlatorOption option(String name, OptionLevel level) {
    return new XlatorOption(
        List.of(name),
        OptionType.STR,
        0,
        0,
        RangeCheck.BOTH,
        List.of(),
        null,
        null,
        List.of(),
        1,
        List.of(),
        null,
        level);
  }
}
