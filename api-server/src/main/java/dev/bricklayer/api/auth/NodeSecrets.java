package dev.bricklayer.api.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bricklayer.config.cluster.RestSecret;
import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.config.json.Json;
import dev.bricklayer.node.identity.DurableFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The secret of the ReST API as this node has it. The cluster's counts, on every node; what lies
 * here is a copy, so that tokens are accepted while the store is away.
 *
 * <p>Beside the copy is noted which cluster it belongs to and whether it was that cluster's: so a
 * node that joins another cluster drops what it had, one that leaves makes a new one, one that was
 * away during a rotation does not go on with the old one, and one whose secret never was the
 * cluster's (it comes from a version in which each node had its own, or was put there by hand)
 * accepts it for another {@link #GRACE}, itself alone, so that nobody is shut out.
 *
 * <p>Times of grace are measured by the process's own running clock: a wrong time of day neither
 * shortens nor prolongs them. The store ends them by a lease.
 */
public final class NodeSecrets implements AcceptedSecrets {
  public static final Duration GRACE = Duration.ofHours(1);

  private static final Logger LOG = LoggerFactory.getLogger(NodeSecrets.class);
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int BYTES = 32;

  private final SecretFile file;
  private final DurableFile originFile;
  private final LongSupplier nanos;

  /** When this process saw a former one first, by its generation. */
  private final Map<Long, Long> seen = new HashMap<>();

  private List<Former> own = List.of();
  private @Nullable UUID cluster;
  private boolean ofCluster;
  private boolean unwritten;
  private volatile Held held;

  /**
   * @param present null while the cluster's is not known
   */
  private record Held(@Nullable String present, List<Former> formers) {}

  private record Former(String secret, long until) {}

  /**
   * Where the copy comes from.
   *
   * @param generation 0 when it never was the cluster's
   * @param sum SHA-256 of the copy
   */
  record Origin(UUID cluster, long generation, String sum) {}

  private NodeSecrets(SecretFile file, DurableFile originFile, LongSupplier nanos, String present) {
    this.file = file;
    this.originFile = originFile;
    this.nanos = nanos;
    this.held = new Held(present, List.of());
  }

  /**
   * Reads this node's copy; makes a secret when there is none.
   *
   * @param originFile where its origin is noted
   */
  public static NodeSecrets open(SecretFile file, DurableFile originFile) throws IOException {
    return open(file, originFile, System::nanoTime);
  }

  static NodeSecrets open(SecretFile file, DurableFile originFile, LongSupplier nanos)
      throws IOException {
    String present = file.read().orElse(null);
    if (present == null) {
      present = fresh();
      file.write(present);
    }
    return new NodeSecrets(file, originFile, nanos, present);
  }

  /** 64 lower-case hexadecimal characters. */
  static String fresh() {
    byte[] random = new byte[BYTES];
    RANDOM.nextBytes(random);
    return HexFormat.of().formatHex(random);
  }

  @Override
  public List<byte[]> accepted() {
    Held now = held;
    if (now.present() == null) {
      throw new ClusterException(
          ErrorCode.UNAVAILABLE,
          "this node does not know its cluster's secret yet; try again in a moment",
          Map.of("retry-after", "1"));
    }
    List<byte[]> all = new ArrayList<>();
    all.add(now.present().getBytes(UTF_8));
    long moment = nanos.getAsLong();
    for (Former former : now.formers()) {
      if (former.until() - moment > 0) {
        all.add(former.secret().getBytes(UTF_8));
      }
    }
    return all;
  }

  /**
   * The node is in that cluster from now on. Whatever it had of another one is not accepted any
   * more.
   *
   * @param alone whether the cluster is of this node only, which then makes the secret
   */
  public synchronized void enter(UUID entered, boolean alone) {
    Origin origin = origin();
    String present = held.present();
    if (!entered.equals(cluster)) {
      own = List.of();
      seen.clear();
    }
    cluster = entered;
    ofCluster = false;
    if (origin == null || origin.cluster().equals(entered)) {
      ofCluster =
          origin != null
              && present != null
              && origin.generation() > 0
              && origin.sum().equals(sum(present));
      held = new Held(present, own);
      if (origin == null && present != null) {
        note(new Origin(entered, 0, sum(present)));
      }
      return;
    }
    held = new Held(null, List.of());
    if (alone) {
      make();
      LOG.info("this node has a new secret of the ReST API: what it had is another cluster's");
    }
  }

  /** The one that the cluster is to have, where it has none yet. */
  synchronized String forCluster() {
    if (held.present() == null) {
      make();
    }
    return String.valueOf(held.present());
  }

  private void make() {
    String made = fresh();
    write(made);
    held = new Held(made, List.of());
    if (cluster != null) {
      note(new Origin(cluster, 0, sum(made)));
    }
  }

  /** Follows what the store says of the cluster that this node is in. */
  synchronized void follow(RestSecret now, List<RestSecret> formers) {
    if (cluster == null) {
      return;
    }
    String before = held.present();
    if (!now.secret().equals(before)) {
      if (before != null && !ofCluster) {
        keepOwn(before);
      } else {
        LOG.info("the cluster's secret of the ReST API is of generation {} now", now.generation());
      }
      write(now.secret());
    } else if (unwritten) {
      write(now.secret());
    }
    if (!ofCluster || !now.secret().equals(before)) {
      note(new Origin(cluster, now.generation(), sum(now.secret())));
      ofCluster = true;
    }
    held = new Held(now.secret(), formers(formers));
  }

  private void keepOwn(String before) {
    LOG.warn(
        "the secret in {} was not the cluster's: the cluster's counts on every node and is there"
            + " now; this node accepts the one of before for another {} min",
        file.path(),
        GRACE.toMinutes());
    own = List.of(new Former(before, nanos.getAsLong() + GRACE.toNanos()));
  }

  private List<Former> formers(List<RestSecret> told) {
    long moment = nanos.getAsLong();
    List<Former> formers = new ArrayList<>(own);
    for (RestSecret former : told) {
      long since = seen.computeIfAbsent(former.generation(), first -> moment);
      long grace = Duration.ofSeconds(former.graceSeconds()).toNanos();
      formers.add(new Former(former.secret(), since + grace));
    }
    return List.copyOf(formers);
  }

  /** One that cannot be written counts nevertheless, and is written when that is possible. */
  private void write(String secret) {
    try {
      file.write(secret);
      unwritten = false;
    } catch (IOException e) {
      if (!unwritten) {
        LOG.error(
            "{} cannot be written and holds a secret that does not count any more: {}",
            file.path(),
            e.toString());
      }
      unwritten = true;
    }
  }

  private @Nullable Origin origin() {
    return originFile.read().map(json -> Json.read(json, Origin.class)).orElse(null);
  }

  private void note(Origin origin) {
    try {
      originFile.write(Json.write(origin));
    } catch (UncheckedIOException e) {
      LOG.error("{} cannot be written: {}", originFile.path(), e.toString());
    }
  }

  private static String sum(String secret) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(secret.getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
