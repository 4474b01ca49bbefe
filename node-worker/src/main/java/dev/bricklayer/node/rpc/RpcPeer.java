package dev.bricklayer.node.rpc;

import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Optional;

/**
 * The process at the other end of a connection.
 *
 * @param address where it connected from; empty when it came by the unix socket
 * @param ownAddress the address of this node that it connected to; empty by the unix socket
 */
public record RpcPeer(Optional<InetSocketAddress> address, Optional<InetSocketAddress> ownAddress) {

  public static RpcPeer unixSocket() {
    return new RpcPeer(Optional.empty(), Optional.empty());
  }

  public static RpcPeer tcp(InetSocketAddress address, InetSocketAddress ownAddress) {
    return new RpcPeer(Optional.of(address), Optional.of(ownAddress));
  }

  public boolean isUnixSocket() {
    return address.isEmpty();
  }

  /** True for the unix socket and for every address of this host (of its network namespace). */
  public boolean isThisHost() {
    if (address.isEmpty()) {
      return true;
    }
    InetSocketAddress from = address.get();
    if (from.getAddress().isLoopbackAddress()
        || ownAddress.map(own -> own.getAddress().equals(from.getAddress())).orElse(false)) {
      return true;
    }
    try {
      return NetworkInterface.getByInetAddress(from.getAddress()) != null;
    } catch (SocketException e) {
      return false;
    }
  }

  @Override
  public String toString() {
    return address
        .map(from -> from.getAddress().getHostAddress() + ":" + from.getPort())
        .orElse("unix socket");
  }
}
