package dev.bricklayer.api.node;

import dev.bricklayer.activities.brick.BrickSettings;
import dev.bricklayer.api.auth.NodeSecrets;
import dev.bricklayer.api.auth.SecretFile;
import dev.bricklayer.api.config.NodeConfiguration;
import dev.bricklayer.config.peer.Peer;
import dev.bricklayer.node.child.EtcdSettings;
import dev.bricklayer.node.child.TemporalSettings;
import dev.bricklayer.node.identity.DurableFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** From the configuration file to the settings of each part. */
final class NodeSettings {
  /** The newest cluster level that this software understands. */
  static final int LEVEL = 1;

  private final NodeConfiguration configuration;

  NodeSettings(NodeConfiguration configuration) {
    this.configuration = configuration;
  }

  Peer self(UUID id) {
    return new Peer(
        id,
        configuration.name(),
        List.of(hostAndPort(configuration.peerAddress().port())),
        List.of(hostAndPort(configuration.clientAddress().port())),
        metadata(id),
        LEVEL);
  }

  private Map<String, String> metadata(UUID id) {
    return simulated()
        ? Map.of("_zone", id.toString(), Peer.BRICKS, Peer.SIMULATED)
        : Map.of("_zone", id.toString());
  }

  boolean simulated() {
    return configuration.bricks().runtime() == NodeConfiguration.BricksSection.Runtime.SIMULATED;
  }

  EtcdSettings etcd() {
    NodeConfiguration.EtcdSection etcd = configuration.etcd();
    int port = etcd.peerPort();
    return new EtcdSettings(
        etcd.binary().equals("etcd") ? null : Path.of(etcd.binary()),
        configuration.stateDir(),
        configuration.logDir(),
        etcd.clientPort(),
        EtcdListener.of(configuration),
        hostAndPort(port),
        etcd.quotaBytes());
  }

  TemporalSettings temporal() {
    NodeConfiguration.TemporalSection temporal = configuration.temporal();
    return new TemporalSettings(
        temporal.binary() == null ? null : Path.of(temporal.binary()),
        configuration.stateDir(),
        configuration.logDir(),
        temporal.port(),
        temporal.uiAddress().host(),
        temporal.uiAddress().port(),
        temporal.namespace(),
        temporal.retention().toJavaDuration());
  }

  BrickSettings bricks(UUID id) {
    NodeConfiguration.BricksSection bricks = configuration.bricks();
    BrickSettings.Delays standard = BrickSettings.Delays.DEFAULT;
    return new BrickSettings(
        id,
        new BrickSettings.Folders(
            configuration.stateDir().toAbsolutePath(),
            configuration.runDir().toAbsolutePath(),
            configuration.logDir().toAbsolutePath()),
        BrickSettings.VolfileServer.unix(socket()),
        new BrickSettings.Programs(
            configuration.glusterfs().glusterfsd(), configuration.glusterfs().glusterfs()),
        new BrickSettings.PortRange(bricks.ports().first(), bricks.ports().last()),
        new BrickSettings.Delays(
            standard.view(),
            standard.turn(),
            bricks.startTimeout().toJavaDuration(),
            standard.grace(),
            standard.kill(),
            bricks.restartDelay().toJavaDuration(),
            bricks.restartDelayMax().toJavaDuration()),
        4);
  }

  /** Where this node's own processes and root's tools talk to it. */
  Path socket() {
    return configuration.runDir().toAbsolutePath().resolve("bricklayer.socket");
  }

  private String hostAndPort(int port) {
    String host = configuration.host();
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }

  /** The secret of the ReST API as this node has it; made when there is none. */
  NodeSecrets secrets() {
    SecretFile file =
        configuration.auth().secretFile() == null
            ? SecretFile.at(configuration.secretFile())
            : SecretFile.configured(configuration.secretFile());
    try {
      return NodeSecrets.open(
          file, new DurableFile(configuration.stateDir().resolve("auth.origin")));
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the secret of the ReST API in " + file.path() + " cannot be had", e);
    }
  }
}
