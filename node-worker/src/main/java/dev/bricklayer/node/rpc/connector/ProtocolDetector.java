package dev.bricklayer.node.rpc.connector;

import dev.bricklayer.node.rpc.GlusterRpc;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.AbstractConnectionFactory;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Gives a new connection to SunRPC, to TLS or to HTTP, by its first bytes. Unlike Jetty's own
 * {@code DetectorConnectionFactory} it reads on the selector's thread, so a connection is told
 * apart even while every thread of the HTTP pool is busy. A connection that does not show what it
 * is dies by the connector's idle time-out.
 */
final class ProtocolDetector extends AbstractConnectionFactory {
  private final GlusterRpc rpc;
  private final @Nullable ConnectionFactory tls;
  private final @Nullable ConnectionFactory http;

  /**
   * @param tls where TLS goes; null when this side of the port does not speak it
   * @param http where all else goes; null to answer that TLS is needed
   */
  ProtocolDetector(
      String name,
      GlusterRpc rpc,
      @Nullable ConnectionFactory tls,
      @Nullable ConnectionFactory http) {
    super(name);
    this.rpc = rpc;
    this.tls = tls;
    this.http = http;
  }

  @Override
  public Connection newConnection(Connector connector, EndPoint endPoint) {
    return configure(new Detecting(connector, endPoint), connector, endPoint);
  }

  private final class Detecting extends AbstractConnection implements Connection.UpgradeFrom {
    private final Connector connector;
    private final ByteBuffer seen = BufferUtil.allocate(FirstBytes.ENOUGH);
    private final Callback readable =
        new SelectorCallback(this::detect, this::onFillInterestedFailed);

    Detecting(Connector connector, EndPoint endPoint) {
      super(endPoint, connector.getExecutor());
      this.connector = connector;
    }

    @Override
    public void onOpen() {
      super.onOpen();
      fillInterested(readable);
    }

    @Override
    public void onFillable() {
      detect();
    }

    @Override
    public ByteBuffer onUpgradeFrom() {
      return seen;
    }

    private void detect() {
      try {
        FirstBytes found = FirstBytes.of(seen);
        while (found == FirstBytes.NEED_MORE) {
          int filled = getEndPoint().fill(seen);
          if (filled < 0) {
            close();
            return;
          }
          if (filled == 0) {
            fillInterested(readable);
            return;
          }
          found = FirstBytes.of(seen);
        }
        upgrade(found);
      } catch (Exception e) {
        getEndPoint().close(e);
      }
    }

    private void upgrade(FirstBytes found) {
      if (found == FirstBytes.SUN_RPC) {
        getEndPoint().upgrade(new SunRpcConnection(rpc, connector, getEndPoint()));
      } else if (found == FirstBytes.TLS && tls != null) {
        getEndPoint().upgrade(tls.newConnection(connector, getEndPoint()));
      } else if (http != null) {
        getEndPoint().upgrade(http.newConnection(connector, getEndPoint()));
      } else {
        refusePlainHttp();
      }
    }

    private void refusePlainHttp() {
      String body = "This port speaks HTTPS.\n";
      String answer =
          "HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\nConnection: close\r\n"
              + "Content-Length: %d\r\n\r\n%s".formatted(body.length(), body);
      ByteBuffer bytes = ByteBuffer.wrap(answer.getBytes(StandardCharsets.US_ASCII));
      Callback close = new SelectorCallback(this::close, failure -> close());
      getEndPoint().write(close, bytes);
    }
  }
}
