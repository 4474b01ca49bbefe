package dev.bricklayer.activities.brick;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bricklayer.activities.filesystem.FaultyFileSystem;
import dev.bricklayer.activities.filesystem.LinuxFileSystem;
import dev.bricklayer.config.volume.Brick;
import dev.bricklayer.config.volume.BrickType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrickOriginsTest {

  @TempDir Path state;
  private final Brick brick =
      new Brick(
          UUID.randomUUID(),
          UUID.randomUUID(),
          "v",
          UUID.randomUUID(),
          "h1",
          "/bricks/v",
          BrickType.BRICK,
          0,
          0);

  @Test
  void whatIsKeptOrDroppedIsOnTheDiskWhenItReturns() throws IOException {
    FaultyFileSystem recorded = new FaultyFileSystem(new LinuxFileSystem());
    Path folder = state.resolve("bricks");
    BrickOrigins origins = new BrickOrigins(folder, recorded);
    origins.keep(
        new BrickOrigin(UUID.randomUUID(), brick, brick.path(), List.of(), Map.of(), false, false));
    origins.drop(brick);
    String file = brick.id() + ".json";
    assertThat(recorded.effects)
        .containsExactly("replace " + file, "delete " + file, "sync bricks");
    assertThat(new BrickOrigins(folder, recorded).all()).isEmpty();
  }
}
