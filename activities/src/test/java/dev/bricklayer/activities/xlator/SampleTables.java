package dev.bricklayer.activities.xlator;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.bricklayer.config.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;

/** Tables of glusterfs 10.3, without descriptions, of the xlators that graphs have. */
public final class SampleTables {

  public static final XlatorTables TABLES = read();

  private SampleTables() {}

  private static XlatorTables read() {
    try (InputStream json =
        Objects.requireNonNull(SampleTables.class.getResourceAsStream("/xlators/10.3.json"))) {
      return XlatorTables.of(
          Json.newMapper().readValue(json, new TypeReference<List<Xlator>>() {}));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
