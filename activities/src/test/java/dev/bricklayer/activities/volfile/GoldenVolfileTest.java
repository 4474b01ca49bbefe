package dev.bricklayer.activities.volfile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bricklayer.activities.xlator.SampleTables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every graph of every type of volume, compared with the stored text. {@code -Dgolden.update=true}
 * writes the texts anew.
 */
class GoldenVolfileTest {

  static Stream<Named<GoldenVolumes>> volumes() {
    return GoldenVolumes.all().stream().map(volume -> Named.of(volume.name(), volume));
  }

  @ParameterizedTest
  @MethodSource("volumes")
  void graphsAreAsStored(GoldenVolumes volume) throws IOException {
    for (Map.Entry<String, String> text : volume.texts(SampleTables.TABLES).entrySet()) {
      Path golden = GoldenVolumes.FOLDER.resolve(text.getKey());
      if (Boolean.getBoolean("golden.update")) {
        Files.createDirectories(golden.getParent());
        Files.writeString(golden, text.getValue());
      }
      assertThat(text.getValue()).as("%s", golden).isEqualTo(Files.readString(golden));
    }
  }
}
