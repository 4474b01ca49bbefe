package dev.bricklayer.cli.peer;

import dev.bricklayer.cli.command.Action;
import dev.bricklayer.cli.command.Session;
import dev.bricklayer.cli.http.Request;
import dev.bricklayer.cli.json.JsonArray;
import dev.bricklayer.cli.json.JsonObject;
import dev.bricklayer.cli.json.JsonText;
import dev.bricklayer.cli.operation.Change;
import java.util.Map;

/**
 * {@code peer add HOST[:PORT]}.
 *
 * @param zone the failure zone, "" for none given
 */
public record AddPeer(String host, String zone, Map<String, String> metadata) implements Action {

  @Override
  public int run(Session session) {
    JsonObject body = new JsonObject().put("addresses", new JsonArray().add(new JsonText(host)));
    if (!zone.isEmpty()) {
      body.put("zone", zone);
    }
    if (!metadata.isEmpty()) {
      JsonObject pairs = new JsonObject();
      for (Map.Entry<String, String> pair : metadata.entrySet()) {
        pairs.put(pair.getKey(), pair.getValue());
      }
      body.put("metadata", pairs);
    }
    return new Change(session, "peer add: " + host, "").run(Request.post("/v1/peers", body));
  }
}
