package dev.bricklayer.node.enrol;

import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.node.link.PeerCalls;
import dev.bricklayer.node.tls.NodeCertificates;
import dev.bricklayer.node.tls.PeerName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Whom this node follows: with a token, the cluster of its authority and nobody else, who shows it
 * before anything is answered; without one, whoever asks first, where that is allowed.
 */
public final class Admission {
  private final JoinMode mode;
  private final Path file;
  private final Clock clock;

  /**
   * @param file holds the token, if there is one
   */
  public Admission(JoinMode mode, Path file, Clock clock) {
    this.mode = mode;
    this.file = file;
    this.clock = clock;
  }

  public JoinMode mode() {
    return mode;
  }

  /** What a node that joins shows to the cluster: which token, and that it knows its secret. */
  public record Ticket(String id, String proof) {}

  private Optional<JoinToken> token() {
    try {
      return Optional.of(JoinToken.parse(Files.readString(file)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("the join token in " + file + " cannot be read", e);
    }
  }

  /**
   * Whether that caller may take this node into that cluster.
   *
   * @throws ClusterException {@code PEER_REFUSED} with the reason when it may not
   */
  public void require(PeerCalls.Caller caller, UUID cluster) {
    Optional<JoinToken> token = token();
    if (token.isEmpty()) {
      if (mode == JoinMode.TOKEN) {
        throw refused(
            "this node follows nobody without a token: make one with glustercli peer token create"
                + " and write it to "
                + file
                + " there");
      }
      return;
    }
    if (clock.instant().isAfter(token.get().expires())) {
      throw refused("the join token of this node has expired at " + token.get().expires());
    }
    requireAuthority(token.get(), caller, cluster);
  }

  private void requireAuthority(JoinToken token, PeerCalls.Caller caller, UUID cluster) {
    List<X509Certificate> shown = caller.certificate();
    if (shown.size() < 2) {
      throw refused("the caller shows no certificate, and this node has a join token");
    }
    if (!NodeCertificates.fingerprint(shown.get(1)).equals(token.authority())) {
      throw refused("the caller's certificate is by another authority than the join token names");
    }
    try {
      Instant now = clock.instant();
      PeerName name = NodeCertificates.verify(shown.get(1), shown.get(0), now);
      if (!name.equals(new PeerName(cluster, caller.peer()))) {
        throw refused("the caller's certificate is of " + name.uri());
      }
    } catch (GeneralSecurityException e) {
      throw refused(String.valueOf(e.getMessage()));
    }
  }

  private static ClusterException refused(String why) {
    return new ClusterException(ErrorCode.PEER_REFUSED, why);
  }

  /** For the answer to an invitation; null without a token. */
  public Optional<Ticket> ticket(UUID operation, String request) {
    return token()
        .map(token -> new Ticket(token.id(), proof(token.verifier(), operation, request)));
  }

  static String proof(String verifier, UUID operation, String request) {
    return SharedProof.of(HexFormat.of().parseHex(verifier), "join", operation.toString(), request);
  }

  /** The token has done its work. */
  public void used() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException("the used join token in " + file + " cannot be deleted", e);
    }
  }
}
