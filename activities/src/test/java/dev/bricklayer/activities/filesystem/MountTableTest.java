package dev.bricklayer.activities.filesystem;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class MountTableTest {

  private final List<Mount> mounts =
      MountTable.parse(
          List.of(
              "27 1 254:0 / / rw,relatime - ext4 /dev/vda rw,discard",
              "30 27 7:1 / /data rw,relatime shared:7 master:2 - xfs /dev/loop1 rw,attr2",
              "31 27 7:2 / /data/b ro,relatime - xfs /dev/loop2 rw,attr2",
              "32 27 7:3 / /data2\\040x rw - xfs /dev/loop\\0113 ro",
              "33 27 7:4 / /data rw - xfs /dev/loop4 rw",
              "nonsense",
              "34 27 7:5 / /odd rw"));

  @Test
  void readsWhatThereIs() {
    assertThat(mounts).hasSize(5);
    assertThat(mounts.get(1))
        .isEqualTo(
            new Mount(
                Path.of("/data"), "7:1", "/dev/loop1", "xfs", List.of("rw", "relatime", "attr2")));
    assertThat(mounts.get(3).point()).isEqualTo(Path.of("/data2 x"));
    assertThat(mounts.get(3).source()).isEqualTo("/dev/loop\t3");
  }

  @Test
  void readOnlyIsWhatTheMountOrItsFileSystemSays() {
    assertThat(mounts.get(0).readOnly()).isFalse();
    assertThat(mounts.get(2).readOnly()).isTrue();
    assertThat(mounts.get(2).options()).doesNotContain("rw");
    assertThat(mounts.get(3).readOnly()).isTrue();
  }

  @Test
  void takesPathsByWholeNames() {
    assertThat(holding("/data/b/c", "7:2").number()).isEqualTo("7:2");
    assertThat(holding("/data/bc", "7:4").number()).isEqualTo("7:4");
    assertThat(holding("/data2", "254:0").number()).isEqualTo("254:0");
    assertThat(holding("/data2 x/y", "7:3").number()).isEqualTo("7:3");
  }

  @Test
  void theLastOfStackedMountsIsSeen() {
    assertThat(holding("/data", "7:4").number()).isEqualTo("7:4");
    assertThat(holding("/data", "unknown").number()).isEqualTo("7:4");
  }

  @Test
  void aMountThatIsHiddenByALaterOneIsNotTaken() {
    assertThat(holding("/data/b", "7:4").number()).isEqualTo("7:4");
  }

  private Mount holding(String path, String device) {
    return MountTable.holding(mounts, Path.of(path), device).orElseThrow();
  }
}
