package dev.bricklayer.config.store;

/**
 * What must hold for a transaction to be applied: the key's last writing revision is exactly that;
 * 0 means that the key does not exist.
 */
public record Guard(String key, long modRevision) {
  public static Guard absent(String key) {
    return new Guard(key, 0);
  }

  public static Guard unchanged(Entry entry) {
    return new Guard(entry.key(), entry.modRevision());
  }
}
