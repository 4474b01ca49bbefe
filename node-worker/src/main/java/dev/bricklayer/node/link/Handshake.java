package dev.bricklayer.node.link;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * How a connection to the peer port begins.
 *
 * <pre>
 *   server  "BRK1" and a nonce of 32 bytes
 *   caller  frame {@link Claim}: what for, who, to whom, a nonce, and a proof of the secret
 *   server  frame {@link Welcome}: its own proof of the secret, or why not
 * </pre>
 *
 * <p>A proof is HMAC-SHA256 by the cluster's secret over the role, both nonces and all of the
 * claim, so it is worth nothing on another connection, for another channel or in the other
 * direction.
 */
final class Handshake {
  static final byte[] MAGIC = "BRK1".getBytes(US_ASCII);
  static final int NONCE = 32;
  static final int LIMIT = 2048;

  private static final SecureRandom RANDOM = new SecureRandom();

  private Handshake() {}

  /**
   * @param to the peer that the caller means; null when it does not know
   * @param proof empty on a channel that needs none
   */
  record Claim(
      Channel channel, UUID cluster, UUID peer, @Nullable UUID to, String nonce, String proof) {
    Claim {
      requireNonNull(channel, "channel is null");
      requireNonNull(cluster, "cluster is null");
      requireNonNull(peer, "peer is null");
      requireNonNull(nonce, "nonce is null");
      requireNonNull(proof, "proof is null");
    }
  }

  /**
   * @param error why the connection is refused; null when it is not
   */
  record Welcome(UUID peer, @Nullable String error, String proof) {
    Welcome {
      requireNonNull(peer, "peer is null");
      requireNonNull(proof, "proof is null");
    }
  }

  static byte[] nonce() {
    byte[] nonce = new byte[NONCE];
    RANDOM.nextBytes(nonce);
    return nonce;
  }

  static String callersProof(byte[] secret, byte[] serverNonce, Claim claim) {
    return proof(secret, "caller", serverNonce, claim);
  }

  static String serversProof(byte[] secret, byte[] serverNonce, Claim claim, UUID server) {
    return proof(secret, "server " + server, serverNonce, claim);
  }

  static boolean same(String one, String other) {
    return MessageDigest.isEqual(one.getBytes(UTF_8), other.getBytes(UTF_8));
  }

  private static String proof(byte[] secret, String role, byte[] serverNonce, Claim claim) {
    String claimed =
        String.join(
            "\n",
            role,
            HexFormat.of().formatHex(serverNonce),
            claim.nonce(),
            claim.channel().name(),
            claim.cluster().toString(),
            claim.peer().toString(),
            String.valueOf(claim.to()));
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret, "HmacSHA256"));
      return HexFormat.of().formatHex(mac.doFinal(claimed.getBytes(UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has HmacSHA256", e);
    }
  }
}
