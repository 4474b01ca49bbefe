package dev.bricklayer.node.link;

import dev.bricklayer.node.tls.TlsSockets;
import java.io.Closeable;
import java.net.Socket;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLSocket;

/**
 * A connection as it is spoken on: in plain text, or TLS on top of another. Closing closes what is
 * below, at once: a TLS socket would first wait for its turn to say good-bye.
 */
final class Line implements Closeable {
  private final Socket spoken;
  private final Socket below;
  private final CopyOnWriteArrayList<Runnable> onClose = new CopyOnWriteArrayList<>();

  private Line(Socket spoken, Socket below) {
    this.spoken = spoken;
    this.below = below;
  }

  static Line plain(Socket socket) {
    return new Line(socket, socket);
  }

  static Line secured(SSLSocket tls, Socket below) {
    return new Line(tls, below);
  }

  Socket socket() {
    return spoken;
  }

  boolean isSecured() {
    return spoken != below;
  }

  /** The certificate that the other side holds the key of; whether it counts is another matter. */
  Optional<X509Certificate> certificate() {
    return spoken instanceof SSLSocket tls ? TlsSockets.shown(tls) : Optional.empty();
  }

  /** The authority that it has shown with it. */
  Optional<X509Certificate> authority() {
    return spoken instanceof SSLSocket tls ? TlsSockets.shownAuthority(tls) : Optional.empty();
  }

  void onClose(Runnable listener) {
    onClose.add(listener);
  }

  @Override
  public void close() {
    Pipe.close(below);
    onClose.forEach(Runnable::run);
  }
}
