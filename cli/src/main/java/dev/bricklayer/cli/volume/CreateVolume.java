package dev.bricklayer.cli.volume;

import dev.bricklayer.cli.command.Action;
import dev.bricklayer.cli.command.Session;
import dev.bricklayer.cli.http.Request;
import dev.bricklayer.cli.json.JsonArray;
import dev.bricklayer.cli.json.JsonObject;
import dev.bricklayer.cli.json.JsonText;
import dev.bricklayer.cli.naming.PeerDirectory;
import dev.bricklayer.cli.operation.Change;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code volume create NAME …}.
 *
 * @param transport "" for the server's default
 * @param flags those of GD2's four checks on bricks that are relaxed
 */
public record CreateVolume(
    String volume,
    Geometry geometry,
    List<BrickAddress> bricks,
    String transport,
    boolean force,
    List<String> flags,
    Map<String, String> metadata,
    Map<String, String> options)
    implements Action {

  @Override
  public int run(Session session) {
    if (geometry.type().equals("replicate")
        && geometry.replica() == 2
        && geometry.arbiter() == 0
        && session.live()) {
      session
          .terminal()
          .warn("note: replica 2 is prone to split-brain; 'replica 2 arbiter 1' or 3 is not\n");
    }
    return new Change(session, "volume create: " + volume, "please start the volume to access data")
        .run(Request.post("/v1/volumes", body(session)));
  }

  private JsonObject body(Session session) {
    JsonObject body = new JsonObject().put("name", volume);
    if (!transport.isEmpty()) {
      body.put("transport", transport);
    }
    body.put("subvols", subvolumes(session));
    body.put("force", force);
    JsonObject relaxed = new JsonObject();
    for (String flag : flags) {
      relaxed.put(flag, true);
    }
    body.put("flags", relaxed);
    put(body, "metadata", metadata);
    put(body, "options", options);
    return body;
  }

  private JsonArray subvolumes(Session session) {
    PeerDirectory peers = null;
    JsonArray subvolumes = new JsonArray();
    int size = geometry.subvolumeSize(bricks.size());
    for (int first = 0; first < bricks.size(); first += size) {
      JsonArray group = new JsonArray();
      for (int i = 0; i < size; i++) {
        BrickAddress brick = bricks.get(first + i);
        if (peers == null && !PeerDirectory.isId(brick.host())) {
          peers = PeerDirectory.fetch(session);
        }
        boolean arbiter = geometry.arbiter() > 0 && i == size - 1;
        group.add(brick(brick, arbiter, peers));
      }
      subvolumes.add(subvolume(size).put("bricks", group));
    }
    return subvolumes;
  }

  private static JsonObject brick(
      BrickAddress brick, boolean arbiter, @Nullable PeerDirectory peers) {
    String id = peers == null ? brick.host() : peers.id(brick.host());
    return new JsonObject()
        .put("type", new JsonText(arbiter ? "arbiter" : "brick"))
        .put("peerid", id)
        .put("path", brick.path());
  }

  private JsonObject subvolume(int size) {
    JsonObject subvolume = new JsonObject().put("type", geometry.type());
    if (geometry.replica() > 0) {
      subvolume.put("replica", geometry.replica());
    }
    if (geometry.arbiter() > 0) {
      subvolume.put("arbiter", geometry.arbiter());
    }
    if (geometry.type().equals("disperse")) {
      subvolume.put("disperse-count", size);
      if (geometry.redundancy() > 0) {
        subvolume.put("disperse-data", size - geometry.redundancy());
        subvolume.put("disperse-redundancy", geometry.redundancy());
      }
    }
    return subvolume;
  }

  private static void put(JsonObject body, String name, Map<String, String> pairs) {
    if (!pairs.isEmpty()) {
      JsonObject object = new JsonObject();
      for (Map.Entry<String, String> pair : pairs.entrySet()) {
        object.put(pair.getKey(), pair.getValue());
      }
      body.put(name, object);
    }
  }
}
