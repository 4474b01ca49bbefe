package dev.bricklayer.node.tls;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Whom a node's certificate names: the URI {@code bricklayer:<cluster>/<peer>} among its
 * alternative names. Nodes know each other by it and not by addresses, which change.
 */
public record PeerName(UUID cluster, UUID peer) {
  private static final String SCHEME = "bricklayer:";
  private static final int URI_NAME = 6;

  public String uri() {
    return SCHEME + cluster + "/" + peer;
  }

  /** The name in a certificate; empty when it is none of a node. */
  public static Optional<PeerName> of(X509Certificate certificate) {
    Collection<List<?>> names;
    try {
      names = certificate.getSubjectAlternativeNames();
    } catch (CertificateParsingException e) {
      return Optional.empty();
    }
    if (names == null) {
      return Optional.empty();
    }
    return names.stream()
        .filter(name -> Integer.valueOf(URI_NAME).equals(name.get(0)))
        .map(name -> parse(String.valueOf(name.get(1))))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static Optional<PeerName> parse(String uri) {
    int slash = uri.indexOf('/');
    if (!uri.startsWith(SCHEME) || slash < 0) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new PeerName(
              UUID.fromString(uri.substring(SCHEME.length(), slash)),
              UUID.fromString(uri.substring(slash + 1))));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
