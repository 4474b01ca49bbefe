package dev.bricklayer.api.volume;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.UUID;

/** What only the record of an operation may hold. */
final class Secrets {
  private Secrets() {}

  /** User name and password of a new volume: two random UUIDs. */
  static JsonNode volumeAuth() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("username", UUID.randomUUID().toString())
        .put("password", UUID.randomUUID().toString());
  }
}
