package dev.bricklayer.node.backup;

import dev.bricklayer.config.cluster.ClusterView;
import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.config.peer.Peer;
import dev.bricklayer.config.store.ClusterStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a backup every so often, keeps the newest few, and puts copies on other nodes: the duty of
 * the node that runs the cluster's engine. One that fails is tried again sooner, and told.
 */
public final class BackupSchedule {
  private static final Logger LOG = LoggerFactory.getLogger(BackupSchedule.class);
  private static final Duration AGAIN = Duration.ofMinutes(5);

  private final BackupSettings settings;
  private final BackupFolder folder;
  private final ClusterBackup backup;
  private final BackupCopies copies;
  private final Listener listener;
  private final Clock clock;
  private final LongSupplier nanoTime;
  private volatile @Nullable Instant succeeded;
  private volatile @Nullable String failure;
  private OptionalLong tried = OptionalLong.empty();

  /** Whether the last one was not written; one that lacks copies is no reason to write another. */
  private boolean missed;

  /** Told of each backup that this node has written, or could not. */
  public interface Listener {
    void written(String name, int copies);

    void failed(String why);
  }

  public BackupSchedule(
      BackupSettings settings,
      ClusterBackup backup,
      BackupCopies copies,
      Listener listener,
      Clock clock) {
    this(settings, backup, copies, listener, clock, System::nanoTime);
  }

  BackupSchedule(
      BackupSettings settings,
      ClusterBackup backup,
      BackupCopies copies,
      Listener listener,
      Clock clock,
      LongSupplier nanoTime) {
    this.settings = settings;
    this.folder = new BackupFolder(settings.folder());
    this.backup = backup;
    this.copies = copies;
    this.listener = listener;
    this.clock = clock;
    this.nanoTime = nanoTime;
  }

  /** When this node has last written one since it started; empty when it has not. */
  public Optional<Instant> succeeded() {
    return Optional.ofNullable(succeeded);
  }

  /** Why the last one was not written, or not copied; empty when it was. */
  public Optional<String> failure() {
    return Optional.ofNullable(failure);
  }

  /**
   * Writes one if it is time.
   *
   * @param self this node, which runs the engine
   */
  public void look(ClusterStore store, ClusterView view, UUID self) {
    Duration every = settings.every();
    if (every == null || !due(view.keys().clusterId(), every)) {
      return;
    }
    tried = OptionalLong.of(nanoTime.getAsLong());
    missed = true;
    try {
      Path file = write(store, view);
      succeeded = clock.instant();
      missed = false;
      int copied = copy(file, view, self);
      folder.prune(String.valueOf(file.getFileName()), settings.keep());
      failure =
          copied < settings.copies()
              ? "only " + copied + " of " + settings.copies() + " copies are on other nodes"
              : null;
      if (failure != null) {
        LOG.warn("the backup {} is written, but {}", file, failure);
      }
      listener.written(String.valueOf(file.getFileName()), copied);
    } catch (ClusterException e) {
      failed(e.sentence());
    } catch (IOException | RuntimeException e) {
      failed(String.valueOf(e.getMessage()));
    }
  }

  private void failed(String why) {
    failure = why;
    LOG.error("the scheduled backup failed: {}", why);
    listener.failed(why);
  }

  /** By the newest file; the clock may be wrong, so never more often than time goes on here. */
  private boolean due(UUID cluster, Duration every) {
    Duration pause = missed && every.compareTo(AGAIN) > 0 ? AGAIN : every;
    if (tried.isPresent()) {
      return nanoTime.getAsLong() - tried.getAsLong() >= pause.toNanos();
    }
    try {
      Instant now = clock.instant();
      return folder
          .newest(cluster)
          .filter(newest -> !newest.isAfter(now) && newest.plus(every).isAfter(now))
          .isEmpty();
    } catch (IOException | RuntimeException e) {
      return true;
    }
  }

  private Path write(ClusterStore store, ClusterView view) throws IOException {
    Path certificate =
        Objects.requireNonNull(settings.certificate(), "no certificate is configured");
    Seal seal;
    try {
      seal = new Seal.Recipient(Pem.certificate(Files.readString(certificate)));
    } catch (IOException e) {
      throw new ClusterException(
          ErrorCode.INTERNAL,
          "backup.certificate: " + certificate + " cannot be read",
          Map.of("path", certificate.toString()),
          e);
    }
    Path file = folder.file(view.keys().clusterId(), clock.instant());
    ClusterBackup.Written written = backup.write(store, file, seal);
    LOG.info(
        "wrote the backup {} of revision {}{}",
        file,
        written.header().revision(),
        written.missing().isEmpty() ? "" : ", without the own files of " + written.missing());
    return file;
  }

  /** On the first peers that take it, those behind this node first. */
  private int copy(Path file, ClusterView view, UUID self) {
    List<Peer> others = new ArrayList<>();
    view.peers().stream().filter(peer -> peer.id().compareTo(self) > 0).forEach(others::add);
    view.peers().stream().filter(peer -> peer.id().compareTo(self) < 0).forEach(others::add);
    int copied = 0;
    for (Peer peer : others) {
      if (copied == settings.copies()) {
        break;
      }
      try {
        copies.send(file, peer, settings.keep());
        copied++;
      } catch (ClusterException e) {
        LOG.warn("{} has no copy of the backup: {}", peer.name(), e.sentence());
      } catch (IOException e) {
        LOG.warn("{} has no copy of the backup: {}", peer.name(), e.getMessage());
      }
    }
    return copied;
  }
}
