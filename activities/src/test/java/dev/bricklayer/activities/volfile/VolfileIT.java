package dev.bricklayer.activities.volfile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bricklayer.activities.xlator.InstalledXlators;
import dev.bricklayer.activities.xlator.XlatorTables;
import dev.bricklayer.config.cluster.VolumeView;
import dev.bricklayer.config.volume.Subvol;
import dev.bricklayer.config.volume.SubvolType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Generated volfiles run by the installed glusterfs. */
class VolfileIT {

  private static XlatorTables tables = XlatorTables.of(List.of());

  @TempDir Path folder;

  @BeforeAll
  static void readTables(@TempDir Path cache) {
    tables = new InstalledXlators(InstalledXlators.folder("glusterfsd"), cache).read();
  }

  @Test
  void replicaThreeStoresEachFileThrice() throws Exception {
    VolumeView view = volume(new Subvol("v-replicate-0", SubvolType.REPLICATE, 3, 0, 0, 0), 3);
    try (RunningVolume running = new RunningVolume(view, tables, folder)) {
      Path mount = running.mount(true);
      Files.writeString(mount.resolve("file"), "hello");
      assertThat(running.mount(false).resolve("file")).hasContent("hello");
      for (int i = 0; i < 3; i++) {
        assertThat(Path.of(running.brick(i).path(), "file")).hasContent("hello");
      }
    }
  }

  private VolumeView volume(Subvol subvol, int width) {
    return Volumes.volume("v", List.of(subvol), width, "127.0.0.1", folder + "/b%d");
  }
}
