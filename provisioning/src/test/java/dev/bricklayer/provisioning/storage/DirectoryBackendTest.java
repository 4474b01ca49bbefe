package dev.bricklayer.provisioning.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DirectoryBackendTest {
  private final StorageBackend backend = new DirectoryBackend();
  @TempDir private Path device;

  private BrickPlace place(int brick) {
    return new BrickPlace(device, "v", 0, brick, 1 << 20);
  }

  @Test
  void aPlaceIsMadeTwiceAndRemovedTwiceWithoutHarm() throws IOException {
    Path brick = backend.provide(place(0));
    assertThat(backend.provide(place(0))).isEqualTo(brick).isEmptyDirectory();
    assertThat(brick).isEqualTo(device.resolve("v/subvol1/brick1"));
    backend.remove(place(0));
    backend.remove(place(0));
    assertThat(device).isEmptyDirectory();
  }

  @Test
  void aNeighbourStays() throws IOException {
    backend.provide(place(0));
    Path neighbour = backend.provide(place(1));
    backend.remove(place(0));
    assertThat(neighbour).isDirectory();
  }

  @Test
  void dataIsNeverRemoved() throws IOException {
    Path file = Files.writeString(backend.provide(place(0)).resolve("file"), "data");
    assertThatThrownBy(() -> backend.remove(place(0)))
        .isInstanceOf(DirectoryNotEmptyException.class);
    assertThat(file).hasContent("data");
  }

  @Test
  void aMissingDeviceIsNamed() {
    BrickPlace place = new BrickPlace(device.resolve("none"), "v", 0, 0, 0);
    assertThatThrownBy(() -> backend.provide(place))
        .isInstanceOf(NotDirectoryException.class)
        .hasMessageContaining("none");
  }
}
