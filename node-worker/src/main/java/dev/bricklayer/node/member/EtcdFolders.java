package dev.bricklayer.node.member;

import dev.bricklayer.config.file.StableStorage;
import dev.bricklayer.node.identity.EtcdMember;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The data folders of etcd members below {@code <stateDir>/etcd}. Those of memberships that are
 * over are moved to {@code aside/<name>-<date>} and kept there for a week at least, and until
 * others hold the cluster's data; nothing else in there is ever touched.
 */
final class EtcdFolders {
  private static final Logger LOG = LoggerFactory.getLogger(EtcdFolders.class);
  private static final String MEMBER = "member-";
  private static final String ASIDE = "aside";
  private static final Duration KEPT = Duration.ofDays(7);

  /** However old, the last ones stay. */
  private static final int ALWAYS_KEPT = 2;

  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss-SSS").withZone(ZoneOffset.UTC);

  private final Path etcd;
  private final Clock clock;

  EtcdFolders(Path etcd) {
    this(etcd, Clock.systemUTC());
  }

  EtcdFolders(Path etcd, Clock clock) {
    this.etcd = etcd;
    this.clock = clock;
  }

  Path of(String name) {
    return etcd.resolve(name);
  }

  /** Whether a member has begun to write in there. */
  boolean hasData(String name) {
    return !entries(of(name).resolve("member").resolve("wal")).isEmpty();
  }

  /**
   * Moves the folders of other members aside. Not when the one that is named has no data though it
   * has served: then the name itself may be wrong, and what looks left over may be the data.
   *
   * @param heldElsewhere whether two other nodes have a vote, and so the data
   */
  void setAsideOthers(@Nullable EtcdMember named, boolean heldElsewhere) {
    try {
      if (named == null || named.unused() || hasData(named.folder())) {
        for (Path entry : entries(etcd)) {
          String name = String.valueOf(entry.getFileName());
          boolean own = named != null && named.folder().equals(name);
          if (name.startsWith(MEMBER) && !own && Files.isDirectory(entry)) {
            setAside(entry);
          }
        }
      }
      if (heldElsewhere) {
        forgetOld();
      }
    } catch (IOException | UncheckedIOException e) {
      // Never started again, whatever happens to it; the next start tries once more.
      LOG.warn("data of an earlier membership in {} stays: {}", etcd, e.toString());
    }
  }

  private void setAside(Path folder) throws IOException {
    Path target =
        etcd.resolve(ASIDE).resolve(folder.getFileName() + "-" + STAMP.format(clock.instant()));
    Files.setLastModifiedTime(folder, FileTime.from(clock.instant()));
    StableStorage.move(folder, target);
    LOG.info("{}, the data of a membership that is over, is now {}", folder, target);
  }

  /** By the folders' own times, and never all of them: a clock may be wrong. */
  private void forgetOld() throws IOException {
    Instant longAgo = clock.instant().minus(KEPT);
    List<Path> aside =
        entries(etcd.resolve(ASIDE)).stream()
            .filter(path -> String.valueOf(path.getFileName()).startsWith(MEMBER))
            .sorted((one, other) -> time(other).compareTo(time(one)))
            .toList();
    for (Path folder : aside.subList(Math.min(ALWAYS_KEPT, aside.size()), aside.size())) {
      if (time(folder).isBefore(longAgo)) {
        LOG.info("deleting {}, set aside more than {} days ago", folder, KEPT.toDays());
        StableStorage.deleteTree(folder);
      }
    }
  }

  private static Instant time(Path folder) {
    try {
      return Files.getLastModifiedTime(folder).toInstant();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Path> entries(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot look into " + folder, e);
    }
  }
}
