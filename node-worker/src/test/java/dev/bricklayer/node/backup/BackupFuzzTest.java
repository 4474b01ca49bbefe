package dev.bricklayer.node.backup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Files that somebody made to do harm. The seeds are kept: a run is the same each time. Whatever is
 * in a file, it is read, or refused with a {@link BackupFault}; nothing else is thrown, and what is
 * held in memory stays bounded.
 */
final class BackupFuzzTest {
  private static final Keys KEYS = Keys.ec();
  private static final int ROUNDS = 400;

  @TempDir private Path folder;

  private Path sealed(Seal seal) throws IOException {
    Path file = folder.resolve("right");
    BackupFile.write(
        file,
        seal,
        BackupFileTest.header(BackupContent.FORMAT),
        writer -> {
          writer.secret("00".repeat(32));
          for (int i = 0; i < 20; i++) {
            writer.entry("volumes/v" + i, ("{\"name\":\"v" + i + "\"}").getBytes(UTF_8));
          }
          writer.node(BackupFileTest.PEER, null);
          writer.file(BackupFileTest.PEER, "bricks/x.json", new byte[300]);
        });
    return file;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 7, 42, 20261128})
  void alteredFilesAreReadOrRefused(long seed) throws IOException {
    Random random = new Random(seed);
    List<byte[]> originals = new ArrayList<>();
    for (Seal seal : List.of(new Seal.Open(), new Seal.Recipient(KEYS.certificate()))) {
      originals.add(Files.readAllBytes(sealed(seal)));
    }
    for (int round = 0; round < ROUNDS; round++) {
      byte[] file = mutated(originals.get(round % originals.size()), random);
      attempt(file);
    }
  }

  /** The sums are made right again, so that what is behind them is reached. */
  @ParameterizedTest
  @ValueSource(longs = {3, 11, 99, 77001})
  void alteredContentIsReadOrRefused(long seed) throws IOException {
    Random random = new Random(seed);
    for (Seal seal : List.of(new Seal.Open(), new Seal.Recipient(KEYS.certificate()))) {
      Path right = sealed(seal);
      BackupHead head = BackupFile.head(right);
      byte[] all = Files.readAllBytes(right);
      byte[] content = Arrays.copyOfRange(all, all.length - (int) head.length(), all.length);
      for (int round = 0; round < ROUNDS / 2; round++) {
        attempt(BackupFileTest.resummed(head, mutated(content, random)));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {5, 13, 4711})
  void alteredLinesAreReadOrRefused(long seed) throws IOException {
    Random random = new Random(seed);
    Path right = sealed(new Seal.Open());
    BackupHead head = BackupFile.head(right);
    byte[] all = Files.readAllBytes(right);
    byte[] content = Arrays.copyOfRange(all, all.length - (int) head.length(), all.length);
    byte[] lines;
    try (var in = new java.util.zip.GZIPInputStream(new java.io.ByteArrayInputStream(content))) {
      lines = in.readAllBytes();
    }
    for (int round = 0; round < ROUNDS; round++) {
      attempt(BackupFileTest.resummed(head, zipped(mutated(lines, random))));
    }
  }

  @Test
  void whatUnfoldsIntoGigabytesIsRefused() throws IOException {
    Path right = sealed(new Seal.Open());
    ByteArrayOutputStream bomb = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bomb)) {
      byte[] zeros = new byte[1 << 20];
      for (int i = 0; i < 64; i++) {
        out.write(zeros);
      }
    }
    assertThat(attempt(BackupFileTest.resummed(BackupFile.head(right), bomb.toByteArray())))
        .contains("is longer than");
  }

  @Test
  void deepNestingIsRefused() throws IOException {
    BackupHead head = BackupFile.head(sealed(new Seal.Recipient(KEYS.certificate())));
    byte[] deep = new byte[1 << 20];
    for (int i = 0; i < deep.length; i += 2) {
      deep[i] = 0x30;
      deep[i + 1] = (byte) 0x80;
    }
    assertThat(attempt(BackupFileTest.resummed(head, deep))).isNotEmpty();
    byte[] json = ("{\"header\":" + "[".repeat(100_000) + "\n").getBytes(UTF_8);
    BackupHead open = BackupFile.head(sealed(new Seal.Open()));
    assertThat(attempt(BackupFileTest.resummed(open, zipped(json)))).contains("cannot be read");
  }

  @Test
  void aLengthThatIsNotThereIsNotTakenIntoMemory() throws IOException {
    BackupHead head = BackupFile.head(sealed(new Seal.Recipient(KEYS.certificate())));
    byte[] claims = {
      0x30,
      (byte) 0x80,
      0x06,
      0x09,
      0x2a,
      (byte) 0x86,
      0x48,
      (byte) 0x86,
      (byte) 0xf7,
      0x0d,
      0x01,
      0x09,
      0x10,
      (byte) 0xa0,
      (byte) 0x84,
      0x7f,
      (byte) 0xff,
      (byte) 0xff,
      (byte) 0xff,
      0x04,
      (byte) 0x84,
      0x7f,
      (byte) 0xff,
      (byte) 0xff,
      (byte) 0xf0
    };
    assertThat(attempt(BackupFileTest.resummed(head, claims))).isNotEmpty();
  }

  /** The sentence of the refusal, "" when it was read. */
  private String attempt(byte[] content) throws IOException {
    Path file = folder.resolve("altered");
    Files.write(file, content);
    try {
      BackupFile.read(file, Opening.with(KEYS.key()), new BackupVisitor() {});
      return "";
    } catch (BackupFault e) {
      assertThat(e.sentence()).isNotBlank();
      return e.sentence();
    }
  }

  private static byte[] zipped(byte[] lines) throws IOException {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
      out.write(lines);
    }
    return zipped.toByteArray();
  }

  private static byte[] mutated(byte[] original, Random random) {
    byte[] bytes = original.clone();
    for (int i = random.nextInt(4); i >= 0; i--) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(5)) {
        case 0 -> bytes[at] = (byte) random.nextInt();
        case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> bytes = Arrays.copyOf(bytes, Math.max(1, at));
        case 3 -> {
          int from = random.nextInt(bytes.length);
          int length = Math.min(random.nextInt(64), bytes.length - Math.max(at, from));
          System.arraycopy(bytes, from, bytes, at, length);
        }
        default ->
            Arrays.fill(bytes, at, Math.min(bytes.length, at + random.nextInt(16)), (byte) -1);
      }
    }
    return bytes;
  }
}
