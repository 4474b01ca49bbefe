package dev.bricklayer.cli.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessTest {

  @Test
  void theOptionWinsOverTheEnvironmentForEndpoints() {
    Map<String, String> environment = Map.of("GD2_ENDPOINTS", "http://e:1");
    assertThat(Access.endpoints("http://o:1", environment)).containsExactly("http://o:1");
    assertThat(Access.endpoints(null, environment)).containsExactly("http://e:1");
    assertThat(Access.endpoints(null, Map.of())).containsExactly("http://127.0.0.1:24007");
    assertThat(Access.endpoints(" , ", Map.of())).containsExactly("http://127.0.0.1:24007");
  }

  @Test
  void severalEndpointsAreSeparatedByCommas() {
    assertThat(Access.endpoints("http://a:1/, b:2,https://[::1]:3", Map.of()))
        .containsExactly("http://a:1", "http://b:2", "https://[::1]:3");
  }

  @Test
  void secretsAreLookedForInOrder(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("auth"), "from-file\n");
    Map<String, String> both = Map.of("GD2_AUTH_SECRET", "gd2", "BRICKLAYER_SECRET", "own");
    assertThat(Access.secret("option", file.toString(), both)).isEqualTo("option");
    assertThat(Access.secret(null, file.toString(), both)).isEqualTo("from-file");
    assertThat(Access.secret(null, null, both)).isEqualTo("gd2");
    assertThat(Access.secret(null, null, Map.of("BRICKLAYER_SECRET", "own"))).isEqualTo("own");
    assertThat(Access.secret(null, null, Map.of("GD2_AUTH_SECRET", "", "BRICKLAYER_SECRET", "own")))
        .isEqualTo("own");
  }

  @Test
  void aNamedFileMustBeReadable(@TempDir Path folder) {
    assertThatThrownBy(() -> Access.secret(null, folder.resolve("none").toString(), Map.of()))
        .isInstanceOf(NoSuchFileException.class);
  }
}
