package dev.bricklayer.activities.volfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bricklayer.activities.xlator.SampleTables;
import dev.bricklayer.activities.xlator.XlatorTables;
import dev.bricklayer.config.cluster.VolumeView;
import dev.bricklayer.config.volume.VolumeState;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class VolfileGeneratorTest {

  private static final UUID FIRST = Volumes.PEERS.get(0);

  private final VolfileGenerator generator = new VolfileGenerator(SampleTables.TABLES);

  @Test
  void theTextDoesNotDependOnTheOrderOfBricksAndOptions() {
    VolumeView view = Volumes.replicate(2, 3, 0);
    List<dev.bricklayer.config.volume.Brick> reversed = new ArrayList<>(view.bricks());
    Collections.reverse(reversed);
    VolumeView same = new VolumeView(view.volume(), reversed, 99);

    assertThat(generator.client(same, true)).isEqualTo(generator.client(view, true));
    assertThat(generator.selfHeal(FIRST, List.of(same)))
        .isEqualTo(generator.selfHeal(FIRST, List.of(view)));
  }

  @Test
  void onlyTrustedClientsGetCredentials() {
    VolumeView view = Volumes.replicate(1, 3, 0);

    assertThat(generator.client(view, true)).contains(view.volume().auth().password());
    assertThat(generator.client(view, false)).doesNotContain(view.volume().auth().password());
  }

  @Test
  void aPortIsWrittenWhereItIsKnown() {
    VolfileGenerator knowing =
        new VolfileGenerator(
            SampleTables.TABLES,
            GraphTemplates.builtIn(),
            brick -> brick.index() == 1 ? OptionalInt.of(49153) : OptionalInt.empty());

    assertThat(knowing.client(Volumes.replicate(1, 3, 0), false))
        .containsOnlyOnce("option remote-port 49153");
  }

  @Test
  void bricksOfAnIpv6HostSpeakIpv6() {
    VolumeView view =
        Volumes.volume(
            "six", Volumes.replicate(1, 3, 0).volume().subvols(), 3, "fd00::%d", "/bricks/%d");

    assertThat(generator.client(view, false))
        .contains("option remote-host fd00::1\n", "option transport.address-family inet6\n");
    assertThat(generator.brick(view, view.bricks().get(0)))
        .contains("option transport.address-family inet6\n");
  }

  @Test
  void aClientOfBricksWithGapsInTheirNumbersKeepsTheNumbers() {
    VolumeView view = Volumes.replicate(2, 3, 0);
    VolumeView shrunk =
        new VolumeView(
            new dev.bricklayer.config.volume.Volume(
                view.volume().id(),
                "rep",
                VolumeState.STARTED,
                "tcp",
                view.volume().subvols().subList(0, 1),
                Map.of(),
                Map.of(),
                view.volume().auth(),
                0),
            view.bricks().stream()
                .filter(brick -> brick.index() >= 3)
                .map(
                    brick ->
                        new dev.bricklayer.config.volume.Brick(
                            brick.id(),
                            brick.volumeId(),
                            brick.volumeName(),
                            brick.peerId(),
                            brick.host(),
                            brick.path(),
                            brick.type(),
                            0,
                            brick.index()))
                .toList(),
            1);

    assertThat(generator.client(shrunk, false))
        .contains("option afr-pending-xattr rep-client-3,rep-client-4,rep-client-5\n")
        .contains("subvolumes rep-client-3 rep-client-4 rep-client-5\n");
  }

  @Test
  void selfHealLooksAfterStartedVolumesOfTheNode() {
    VolumeView replicated = Volumes.replicate(1, 3, 0);
    VolumeView dispersed = Volumes.disperse(1, 2, 1);

    assertThat(generator.selfHeal(FIRST, List.of(replicated, dispersed)))
        .isEqualTo(generator.selfHeal(FIRST, List.of(dispersed, replicated)))
        .contains("subvolumes disp-disperse-0 rep-replicate-0\n");
    assertThat(generator.selfHeal(Volumes.PEERS.get(5), List.of(replicated, dispersed))).isEmpty();
    assertThat(generator.selfHeal(FIRST, List.of(Volumes.distribute(3)))).isEmpty();
    for (VolumeState state : List.of(VolumeState.CREATED, VolumeState.STOPPED)) {
      VolumeView idle =
          new VolumeView(replicated.volume().withState(state), replicated.bricks(), 1);
      assertThat(generator.selfHeal(FIRST, List.of(idle))).isEmpty();
    }
  }

  @Test
  void selfHealIsWantedUnlessItIsOff() {
    VolumeView view = Volumes.replicate(1, 3, 0);
    String key = "cluster/replicate.self-heal-daemon";

    assertThat(generator.selfHealWanted(view)).isTrue();
    assertThat(wanted(view, Map.of(key, "off"))).isFalse();
    assertThat(wanted(view, Map.of(key, "off", "glustershd." + key, "on"))).isTrue();
    assertThat(wanted(view, Map.of("cluster/disperse.self-heal-daemon", "off"))).isTrue();
    assertThat(generator.selfHealWanted(Volumes.distribute(1))).isFalse();
  }

  private boolean wanted(VolumeView view, Map<String, String> options) {
    return generator.selfHealWanted(Volumes.withOptions(view, options));
  }

  @Test
  void aUsersValueIsNeverExpanded() {
    VolumeView view =
        Volumes.withOptions(
            Volumes.replicate(1, 3, 0),
            Map.of("protocol/server.statedump-path", "/x/{{ volume.auth.password }}"));

    assertThat(generator.brick(view, view.bricks().get(0)))
        .contains("option statedump-path \"/x/{{ volume.auth.password }}\"\n");
  }

  @Test
  void featuresAddXlatorsAndGraphs() {
    List<XlatorTemplate> brick = new ArrayList<>(GraphTemplates.builtIn().graph("brick"));
    brick.add(
        brick.size() - 1,
        new XlatorTemplate(
            XlatorTemplate.Level.BRICK,
            "features/trash",
            null,
            List.of(),
            List.of(),
            null,
            Map.of("trash-dir", ".trashcan", "brick-path", "{{brick.path}}"),
            Map.of(),
            Map.of()));
    VolfileGenerator extended =
        new VolfileGenerator(
            SampleTables.TABLES,
            GraphTemplates.builtIn().with("brick", brick),
            port -> OptionalInt.empty());
    VolumeView view = Volumes.distribute(1);

    assertThat(extended.brick(view, view.bricks().get(0)))
        .contains(
            """
            volume dist-trash
                type features/trash
                option brick-path /bricks/1/dist
                option trash-dir .trashcan
                subvolumes dist-posix
            end-volume
            """);
  }

  @Test
  void withoutTablesTheTextIsTheSameExceptForTheNamesOfOptions() {
    VolfileGenerator blind = new VolfileGenerator(XlatorTables.of(List.of()));
    VolumeView view = Volumes.replicate(1, 2, 1);

    assertThat(blind.client(view, true)).isEqualTo(generator.client(view, true));
    assertThat(blind.brick(view, view.bricks().get(2)))
        .isEqualTo(generator.brick(view, view.bricks().get(2)));
  }

  @Test
  void anUnknownGraphIsRefused() {
    assertThatThrownBy(() -> GraphTemplates.builtIn().graph("nothing"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("nothing");
  }
}
