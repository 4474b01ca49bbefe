package dev.bricklayer.activities.volfile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bricklayer.activities.xlator.SampleTables;
import dev.bricklayer.config.cluster.VolumeView;
import dev.bricklayer.config.volume.Brick;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class SelfHealGraphTest {

  private final AtomicReference<OptionalInt> port = new AtomicReference<>(OptionalInt.empty());
  private final AtomicInteger portsAsked = new AtomicInteger();
  private final SelfHealGraph graph =
      new SelfHealGraph(
          Volumes.PEERS.get(0),
          () ->
              new VolfileGenerator(
                  SampleTables.TABLES,
                  GraphTemplates.builtIn(),
                  brick -> {
                    portsAsked.incrementAndGet();
                    return port.get();
                  }));
  private final VolumeView replicate = Volumes.replicate(1, 3, 0);
  private final VolumeView disperse = Volumes.disperse(1, 2, 1);

  @Test
  void eachGraphHasItsKey() {
    String one = graph.key(List.of(replicate));
    String two = graph.key(List.of(replicate, disperse));
    assertThat(one).matches("gluster/glustershd/[0-9a-f]{16}");
    assertThat(SelfHealGraph.isKey(one)).isTrue();
    assertThat(two).isNotEqualTo(one);
    assertThat(graph.key(List.of(disperse, replicate))).isEqualTo(two);
    assertThat(graph.key(List.of(replicate))).isEqualTo(one);
  }

  @Test
  void whatIsNotHealedHereDoesNotMatter() {
    String before = graph.key(List.of(replicate));
    assertThat(graph.key(List.of(replicate, Volumes.distribute(2)))).isEqualTo(before);
  }

  @Test
  void anotherBrickIsAnotherGraph() {
    Brick moved = replicate.bricks().get(1);
    List<Brick> bricks =
        List.of(
            replicate.bricks().get(0),
            new Brick(
                moved.id(),
                moved.volumeId(),
                moved.volumeName(),
                moved.peerId(),
                moved.host(),
                "/bricks/elsewhere",
                moved.type(),
                moved.subvol(),
                moved.index()),
            replicate.bricks().get(2));
    VolumeView other = new VolumeView(replicate.volume(), bricks, replicate.revision());
    assertThat(graph.key(List.of(other))).isNotEqualTo(graph.key(List.of(replicate)));
  }

  @Test
  void anotherOptionOfHealingIsAnotherGraph() {
    VolumeView eager =
        Volumes.withOptions(replicate, Map.of("cluster/replicate.heal-timeout", "60"));
    VolumeView other = new VolumeView(eager.volume(), eager.bricks(), 2);
    assertThat(graph.key(List.of(other))).isNotEqualTo(graph.key(List.of(replicate)));
  }

  @Test
  void anotherPortIsNot() {
    String before = graph.key(List.of(replicate));
    port.set(OptionalInt.of(49152));
    VolumeView again = new VolumeView(replicate.volume(), replicate.bricks(), 2);
    assertThat(graph.key(List.of(again))).isEqualTo(before);
  }

  @Test
  void onlyChangedVolumesAreLookedAtAgain() {
    graph.key(List.of(replicate, disperse));
    int asked = portsAsked.get();
    graph.key(List.of(replicate, disperse));
    assertThat(portsAsked).hasValue(asked);
  }
}
