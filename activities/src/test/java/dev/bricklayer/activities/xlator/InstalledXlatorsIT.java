package dev.bricklayer.activities.xlator;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tables of the installed glusterfs. */
class InstalledXlatorsIT {

  @TempDir Path cache;

  @Test
  void readsTheTablesOfTheInstalledLibraries() {
    XlatorTables tables = installed().read();

    assertThat(tables.all()).hasSizeGreaterThan(50);
    assertThat(tables.find("afr"))
        .hasValueSatisfying(
            replicate -> {
              assertThat(replicate.fullId()).isEqualTo("cluster/replicate");
              assertThat(replicate.option("eager-lock"))
                  .hasValueSatisfying(
                      option -> {
                        assertThat(option.type()).isEqualTo(OptionType.BOOL);
                        assertThat(option.defaultValue()).isEqualTo("on");
                        assertThat(option.settable()).isTrue();
                      });
              assertThat(replicate.option("consistent-io").orElseThrow().settable()).isFalse();
            });
    assertThat(tables.find("features/posix-locks")).isEqualTo(tables.find("locks"));
  }

  @Test
  void transportsLendTheirOptionsToServerAndClient() {
    XlatorTables tables = installed().read();

    for (String xlator : new String[] {"protocol/server", "protocol/client"}) {
      assertThat(tables.find(xlator).orElseThrow().option("transport.socket.ssl-enabled"))
          .hasValueSatisfying(option -> assertThat(option.settable()).isTrue());
    }
  }

  @Test
  void everyXlatorThatAGraphNeedsIsThere() {
    XlatorTables tables = installed().read();

    assertThat(
            tables
                .find("storage/posix")
                .orElseThrow()
                .option("directory")
                .orElseThrow()
                .defaultValue())
        .isEqualTo("{{brick.path}}");
    assertThat(tables.entries().values())
        .allSatisfy(json -> assertThat(json.length).isLessThan(64 * 1024));
  }

  @Test
  void unchangedLibrariesAreReadFromTheCache() throws Exception {
    XlatorTables fresh = installed().read();
    Path file = cache.resolve("xlators.json");
    FileTime written = Files.getLastModifiedTime(file);

    XlatorTables cached = installed().read();

    assertThat(cached.all()).isEqualTo(fresh.all());
    assertThat(Files.getLastModifiedTime(file)).isEqualTo(written);
  }

  /** A folder of copied libraries, with two broken ones among them. */
  @Test
  void brokenLibrariesAreLeftOutAndDoNotHurt(@TempDir Path prefix) throws Exception {
    Path real = InstalledXlators.folder("glusterfsd");
    Path cluster = Files.createDirectories(prefix.resolve("10.3/xlator/cluster"));
    Path afr = real.resolve("cluster/afr.so");
    Files.copy(afr, cluster.resolve("afr.so"));
    Files.copy(real.resolve("cluster/ec.so"), cluster.resolve("ec.so"));
    Files.writeString(cluster.resolve("broken.so"), "no library at all");
    byte[] half = Files.readAllBytes(afr);
    // keeps the headers, so that the loader maps pages which the file no longer has
    Files.write(cluster.resolve("crash.so"), Arrays.copyOf(half, half.length / 4));

    InstalledXlators installed = new InstalledXlators(prefix.resolve("10.3/xlator"), cache);

    assertThat(installed.version()).isEqualTo("10.3");
    assertThat(installed.read().all())
        .extracting(Xlator::fullId)
        .containsExactly("cluster/disperse", "cluster/replicate");
  }

  private InstalledXlators installed() {
    return new InstalledXlators(InstalledXlators.folder("glusterfsd"), cache);
  }
}
