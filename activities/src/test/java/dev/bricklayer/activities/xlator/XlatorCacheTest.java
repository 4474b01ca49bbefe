package dev.bricklayer.activities.xlator;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class XlatorCacheTest {

  @TempDir Path folder;
  private final AtomicInteger reads = new AtomicInteger();
  private Path library = Path.of("unset");

  @BeforeEach
  void makeALibrary() throws Exception {
    library = Files.writeString(folder.resolve("afr.so"), "one");
  }

  @Test
  void readsOnceWhileTheLibraryStaysTheSame() {
    assertThat(get()).isEqualTo(get()).isEqualTo(SampleTables.TABLES.all());
    assertThat(reads).hasValue(1);
  }

  @Test
  void readsAnewWhenTheLibraryChanges() throws Exception {
    get();
    Files.writeString(library, "another");
    get();
    assertThat(reads).hasValue(2);
  }

  @Test
  void readsAnewWhenALibraryIsAdded() throws Exception {
    get();
    Path more = Files.writeString(folder.resolve("dht.so"), "two");
    new XlatorCache(folder.resolve("cache")).get(List.of(library, more), this::read);
    assertThat(reads).hasValue(2);
  }

  @Test
  void readsAnewWhenTheCacheIsDamaged() throws Exception {
    get();
    Files.writeString(folder.resolve("cache/xlators.json"), "{\"identity\":");
    assertThat(get()).isEqualTo(SampleTables.TABLES.all());
    Files.writeString(folder.resolve("cache/xlators.json"), "{}");
    assertThat(get()).isEqualTo(SampleTables.TABLES.all());
    assertThat(reads).hasValue(3);
  }

  @Test
  void worksWithoutAPlaceToKeepAnything() throws Exception {
    Files.writeString(folder.resolve("cache"), "a file where the folder should be");
    assertThat(get()).isEqualTo(SampleTables.TABLES.all());
  }

  private List<Xlator> get() {
    return new XlatorCache(folder.resolve("cache")).get(List.of(library), this::read);
  }

  private List<Xlator> read() {
    reads.incrementAndGet();
    return SampleTables.TABLES.all();
  }
}
