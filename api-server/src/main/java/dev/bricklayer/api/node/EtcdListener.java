package dev.bricklayer.api.node;

import dev.bricklayer.api.config.NodeConfiguration;
import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The address that the embedded etcd listens on for other members: whoever reaches it could change
 * the configuration, so it is one address of the node and never all of them unless {@code
 * etcd.peerHost} says so.
 */
final class EtcdListener {
  private static final Logger LOG = LoggerFactory.getLogger(EtcdListener.class);

  private EtcdListener() {}

  /**
   * {@code address:port}; etcd takes no names, so the host's name is looked up here.
   *
   * @throws ClusterException {@code INVALID_REQUEST} when the configured name does not resolve
   */
  static String of(NodeConfiguration configuration) {
    String wanted = configuration.etcd().peerHost();
    if (wanted == null) {
      wanted =
          configuration.peerAddress().wildcard()
              ? configuration.host()
              : configuration.peerAddress().host();
    }
    String address = address(wanted, configuration);
    return (address.indexOf(':') >= 0 ? "[" + address + "]" : address)
        + ":"
        + configuration.etcd().peerPort();
  }

  private static String address(String host, NodeConfiguration configuration) {
    try {
      InetAddress found = InetAddress.getByName(host);
      if (found.isLoopbackAddress() && !host.equals(found.getHostAddress())) {
        LOG.warn(
            "{} is {} on this machine: etcd's peer port can be reached from here only; for a"
                + " cluster of several machines set host to the address that the other nodes use",
            host,
            found.getHostAddress());
      }
      String text = found.getHostAddress();
      int zone = text.indexOf('%');
      return zone < 0 ? text : text.substring(0, zone);
    } catch (UnknownHostException e) {
      if (host.equals(configuration.name()) && configuration.etcd().peerHost() == null) {
        LOG.warn(
            "the node's name {} does not resolve: etcd's peer port listens on 127.0.0.1; for a"
                + " cluster of several machines set host to the address that the other nodes use",
            host);
        return "127.0.0.1";
      }
      throw new ClusterException(
          ErrorCode.INVALID_REQUEST,
          "the host "
              + host
              + " does not resolve, so etcd cannot listen on it: set host, or etcd.peerHost, to an"
              + " address of this machine",
          Map.of("host", host),
          e);
    }
  }
}
