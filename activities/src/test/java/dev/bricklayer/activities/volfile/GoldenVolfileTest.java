package dev.bricklayer.activities.volfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.bricklayer.activities.xlator.XlatorTables;
import dev.bricklayer.config.cluster.VolumeView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every graph of every type of volume, compared with the stored text. {@code -Dgolden.update=true}
 * writes the texts anew.
 */
class GoldenVolfileTest {

  private static final Path GOLDEN = Path.of("src/test/resources/golden");

  static Stream<Arguments> volumes() {
    return Stream.of(
        arguments("distribute-1", Volumes.distribute(1)),
        arguments("distribute-3", Volumes.distribute(3)),
        arguments("replica-2", Volumes.replicate(1, 2, 0)),
        arguments("replica-3", Volumes.replicate(1, 3, 0)),
        arguments("arbiter", Volumes.replicate(1, 2, 1)),
        arguments("distributed-replicate", Volumes.replicate(2, 3, 0)),
        arguments("disperse", Volumes.disperse(1, 2, 1)),
        arguments("distributed-disperse", Volumes.disperse(2, 2, 1)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("volumes")
  void graphsAreAsStored(String name, VolumeView view) throws IOException {
    VolfileGenerator generator = new VolfileGenerator(XlatorTables.of(List.of()));
    Map<String, String> texts =
        new java.util.TreeMap<>(
            Map.of(
                "brick-first", generator.brick(view, view.bricks().get(0)),
                "brick-last", generator.brick(view, view.bricks().get(view.bricks().size() - 1)),
                "client", generator.client(view, false),
                "client-trusted", generator.client(view, true),
                "rebalance", generator.rebalance(view),
                "glustershd", generator.selfHeal(Volumes.PEERS.get(0), List.of(view))));
    for (Map.Entry<String, String> text : texts.entrySet()) {
      compare(GOLDEN.resolve(name).resolve(text.getKey() + ".vol"), text.getValue());
    }
  }

  private static void compare(Path golden, String text) throws IOException {
    if (Boolean.getBoolean("golden.update")) {
      Files.createDirectories(golden.getParent());
      Files.writeString(golden, text);
    }
    assertThat(text).isEqualTo(Files.readString(golden));
  }
}
