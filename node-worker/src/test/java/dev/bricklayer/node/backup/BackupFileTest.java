package dev.bricklayer.node.backup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BackupFileTest {
  static final UUID CLUSTER = UUID.fromString("0b83d8a1-3a5c-4bd1-9d39-2c5c24b6e111");
  static final UUID PEER = UUID.fromString("00000000-0000-4000-8000-000000000001");
  private static final BackupHeader HEADER = header(BackupContent.FORMAT);
  private static final String SECRET = "ab".repeat(32);

  @TempDir private Path folder;

  static BackupHeader header(int format) {
    return new BackupHeader(
        format, CLUSTER, 3, 77, Instant.parse("2026-01-02T03:04:05Z"), "1.2", PEER);
  }

  private Path written(Seal seal) throws IOException {
    Path file = folder.resolve("cluster.backup");
    BackupFile.write(
        file,
        seal,
        HEADER,
        writer -> {
          writer.secret(SECRET);
          writer.entry("volumes/v1", "{\"name\":\"v1\"}".getBytes(UTF_8));
          writer.node(PEER, null);
          writer.file(PEER, "bricks/a.json", "{}".getBytes(UTF_8));
        });
    return file;
  }

  private static List<String> read(Path file, Opening opening) throws IOException {
    Told told = new Told();
    BackupFile.read(file, opening, told);
    return told.lines;
  }

  private static final List<String> EVERYTHING =
      List.of(
          "header " + CLUSTER + " 3",
          "secret " + SECRET,
          "volumes/v1={\"name\":\"v1\"}",
          "node " + PEER + " null",
          PEER + ":bricks/a.json={}");

  @Test
  void whatWasWrittenIsReadAgain() throws IOException {
    assertThat(read(written(new Seal.Open()), Opening.NOTHING)).isEqualTo(EVERYTHING);
  }

  @Test
  void onlyItsOwnerReadsTheFileAndNothingLiesBesideIt() throws IOException {
    Path file = written(new Seal.Open());
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    try (var there = Files.list(folder)) {
      assertThat(there).containsExactly(file);
    }
  }

  @Test
  void thePassphraseOpensIt() throws IOException {
    Path file = written(new Seal.Passphrase("correct höre battery".toCharArray()));
    assertThat(read(file, Opening.with("correct höre battery"))).isEqualTo(EVERYTHING);
    assertThat(new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1))
        .doesNotContain(SECRET);
    refused(file, Opening.with("wrong"), "the passphrase is not the one");
    refused(file, Opening.NOTHING, "sealed with a passphrase");
  }

  @Test
  void thePrivateKeyOpensIt() throws IOException {
    for (Keys keys : List.of(Keys.rsa(), Keys.ec())) {
      Path file = written(new Seal.Recipient(keys.certificate()));
      assertThat(read(file, Opening.with(keys.key()))).isEqualTo(EVERYTHING);
      refused(file, Opening.with("words"), "sealed to a certificate");
    }
    refused(
        written(new Seal.Recipient(Keys.rsa().certificate())),
        Opening.with(Keys.rsa().key()),
        "the key does not belong");
    refused(
        written(new Seal.Recipient(Keys.ec().certificate())),
        Opening.with(Keys.ec().key()),
        "the key does not belong");
    refused(
        written(new Seal.Recipient(Keys.ec().certificate())),
        Opening.with(Keys.rsa().key()),
        "the key does not belong");
  }

  @Test
  void theHeadIsReadWithoutPassphrase() throws IOException {
    BackupHead head = BackupFile.head(written(new Seal.Passphrase("words".toCharArray())));
    assertThat(head.cluster()).isEqualTo(CLUSTER);
    assertThat(head.seal()).isEqualTo("passphrase");
  }

  @Test
  void eachAlteredByteIsFound() throws IOException {
    Path file = written(new Seal.Open());
    byte[] right = Files.readAllBytes(file);
    for (int at = 0; at < right.length; at++) {
      byte[] wrong = right.clone();
      wrong[at] ^= 1;
      Files.write(file, wrong);
      try {
        assertThat(read(file, Opening.NOTHING)).as("byte %d", at).isEqualTo(EVERYTHING);
        // only what is for people may differ: the version that wrote it, the time in the head
        assertThat(at).isLessThan(200);
      } catch (BackupFault e) {
        assertThat(e.sentence()).startsWith("th");
      }
    }
  }

  @Test
  void eachAlteredByteOfASealedOneIsFound() throws IOException {
    Keys keys = Keys.ec();
    Path file = written(new Seal.Recipient(keys.certificate()));
    byte[] right = Files.readAllBytes(file);
    BackupHead head = BackupFile.head(file);
    int from = right.length - (int) head.length();
    for (int at = from; at < right.length; at++) {
      byte[] wrong = Arrays.copyOfRange(right, from, right.length);
      wrong[at - from] ^= 1;
      // whoever alters it makes the sum right again
      Files.write(file, resummed(head, wrong));
      try {
        // the structure names issuers and versions, which nobody reads
        assertThat(read(file, Opening.with(keys.key()))).as("byte %d", at).isEqualTo(EVERYTHING);
      } catch (BackupFault e) {
        assertThat(e.sentence()).startsWith("the ");
      }
    }
  }

  static byte[] resummed(BackupHead head, byte[] content) {
    java.io.ByteArrayOutputStream file = new java.io.ByteArrayOutputStream();
    file.writeBytes(
        new BackupHead(
                head.seal(),
                head.cluster(),
                head.time(),
                head.software(),
                content.length,
                java.util.HexFormat.of().formatHex(BackupContent.sha256().digest(content)))
            .bytes());
    file.writeBytes(content);
    return file.toByteArray();
  }

  @Test
  void whatIsCutOffIsRefused() throws IOException {
    Path file = written(new Seal.Open());
    byte[] right = Files.readAllBytes(file);
    for (int length = 0; length < right.length; length++) {
      Files.write(file, Arrays.copyOf(right, length));
      refused(file, Opening.NOTHING, "");
    }
    Files.write(file, Arrays.copyOf(right, right.length - 1));
    refused(file, Opening.NOTHING, "the backup is cut off: 1 bytes are missing");
    Files.write(file, Arrays.copyOf(right, right.length + 1));
    refused(file, Opening.NOTHING, "something follows its end");
  }

  @Test
  void foreignFilesAndVersionsAreNamed() throws IOException {
    Path file = folder.resolve("x");
    Files.writeString(file, "PK\3\4 something else\n");
    refused(file, Opening.NOTHING, "this is no backup of a Bricklayer cluster");
    Files.writeString(file, "BRICKLAYER-BACKUP 2\n{}\n");
    refused(file, Opening.NOTHING, "the backup is a file of version 2; this is 1");
    BackupFile.write(file, new Seal.Open(), header(9), writer -> {});
    refused(file, Opening.NOTHING, "the backup is of format 9, written by bricklayer 1.2");
  }

  @Test
  void aFailedWriteLeavesTheOneBefore() throws IOException {
    Path file = written(new Seal.Open());
    assertThatThrownBy(
            () ->
                BackupFile.write(
                    file,
                    new Seal.Open(),
                    HEADER,
                    writer -> {
                      throw new IOException("the store is away");
                    }))
        .hasMessage("the store is away");
    assertThat(read(file, Opening.NOTHING)).isEqualTo(EVERYTHING);
    try (var there = Files.list(folder)) {
      assertThat(there).containsExactly(file);
    }
  }

  private static void refused(Path file, Opening opening, String sentence) {
    assertThatThrownBy(() -> read(file, opening))
        .isInstanceOf(BackupFault.class)
        .hasMessageContaining(sentence);
  }
}
