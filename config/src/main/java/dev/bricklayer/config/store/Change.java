package dev.bricklayer.config.store;

/** One write of a transaction. */
public sealed interface Change {
  String key();

  /** Writes a value that lives until it is deleted, or as long as the lease when that is not 0. */
  record Put(String key, byte[] value, long lease) implements Change {
    public Put(String key, byte[] value) {
      this(key, value, 0);
    }
  }

  record Delete(String key) implements Change {}
}
