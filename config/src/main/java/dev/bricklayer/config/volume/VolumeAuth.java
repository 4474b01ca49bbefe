package dev.bricklayer.config.volume;

/**
 * What the nodes' own clients (self-heal, rebalance) show to a volume's bricks. Never sent over the
 * ReST API.
 */
public record VolumeAuth(String username, String password) {
  @Override
  public String toString() {
    return "VolumeAuth[hidden]";
  }
}
