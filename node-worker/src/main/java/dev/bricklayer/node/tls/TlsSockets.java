package dev.bricklayer.node.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * TLS 1.3 on connections that are there, with the node's certificate of the moment.
 *
 * <p>The handshake proves that the other side has the key of the certificate that it shows, and
 * nothing else: whom it names, and whether that counts, is asked afterwards, of {@link
 * NodeCertificates#verify}, before anything is sent or believed. So the refusal can say why, and a
 * node that shares no authority yet can be greeted.
 */
public final class TlsSockets {
  private static final String[] PROTOCOLS = {"TLSv1.3"};

  private final NodeCertificates certificates;
  private final SSLSocketFactory servers;

  public TlsSockets(NodeCertificates certificates) {
    this.certificates = certificates;
    this.servers = context().getSocketFactory();
  }

  private SSLContext context() {
    try {
      SSLContext context = SSLContext.getInstance("TLSv1.3");
      context.init(
          new KeyManager[] {new OwnKey(certificates)},
          new TrustManager[] {new ProofOfPossession()},
          null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has TLS 1.3", e);
    }
  }

  /**
   * Before the handshake; the caller does it, with a time-out. No session is resumed: one stands
   * for the certificate that was shown when it began, and this node may have another by now.
   */
  public SSLSocket client(Socket connected) throws IOException {
    SSLSocket socket =
        (SSLSocket)
            context()
                .getSocketFactory()
                .createSocket(connected, "", connected.getPort(), /* autoClose= */ true);
    socket.setUseClientMode(true);
    socket.setEnabledProtocols(PROTOCOLS);
    return socket;
  }

  /**
   * Before the handshake; a certificate is asked for and not demanded.
   *
   * @param consumed what was read of the connection already
   */
  public SSLSocket server(Socket connected, byte[] consumed) throws IOException {
    SSLSocket socket =
        (SSLSocket)
            servers.createSocket(
                connected, new ByteArrayInputStream(consumed), /* autoClose= */ true);
    socket.setUseClientMode(false);
    socket.setEnabledProtocols(PROTOCOLS);
    socket.setWantClientAuth(true);
    return socket;
  }

  /** The certificate that the other side has shown and holds the key of. */
  public static Optional<X509Certificate> shown(SSLSocket socket) {
    try {
      Certificate[] chain = socket.getSession().getPeerCertificates();
      return chain.length > 0 && chain[0] instanceof X509Certificate first
          ? Optional.of(first)
          : Optional.empty();
    } catch (SSLPeerUnverifiedException e) {
      return Optional.empty();
    }
  }

  /** The authority that the other side has shown beside its certificate. */
  public static Optional<X509Certificate> shownAuthority(SSLSocket socket) {
    try {
      Certificate[] chain = socket.getSession().getPeerCertificates();
      return chain.length > 1 && chain[1] instanceof X509Certificate second
          ? Optional.of(second)
          : Optional.empty();
    } catch (SSLPeerUnverifiedException e) {
      return Optional.empty();
    }
  }

  private static final class OwnKey extends X509ExtendedKeyManager {
    private static final String ALIAS = "node";

    private final NodeCertificates certificates;

    private OwnKey(NodeCertificates certificates) {
      this.certificates = certificates;
    }

    private @Nullable String alias(String... keyTypes) {
      for (String type : keyTypes) {
        if (type.startsWith("EC") && certificates.own().isPresent()) {
          return ALIAS;
        }
      }
      return null;
    }

    @Override
    public @Nullable String chooseClientAlias(
        String[] keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
      return alias(keyType);
    }

    @Override
    public @Nullable String chooseEngineClientAlias(
        String[] keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
      return alias(keyType);
    }

    @Override
    public @Nullable String chooseServerAlias(
        String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
      return alias(keyType);
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
        String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
      return alias(keyType);
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
      String alias = alias(keyType);
      return alias == null ? null : new String[] {alias};
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
      return getClientAliases(keyType, issuers);
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
      X509Certificate authority = certificates.authority().orElse(null);
      return certificates
          .own()
          .map(
              own ->
                  authority == null
                      ? new X509Certificate[] {own.certificate()}
                      : new X509Certificate[] {own.certificate(), authority})
          .orElse(null);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
      return certificates.own().map(NodeCertificates.Own::key).orElse(null);
    }
  }

  /** See the class: TLS itself checks that the key is there; the rest follows the handshake. */
  private static final class ProofOfPossession extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
