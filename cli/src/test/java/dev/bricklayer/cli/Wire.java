package dev.bricklayer.cli;

/** Answers in the documented wire format. */
public final class Wire {
  public static final String PEERS =
      """
      [{"id":"0b0f8c9e-7a51-4a5a-9d6c-000000000011","name":"node1",
        "peer-addresses":["10.0.0.1:24008","127.0.0.1:24008"],"client-addresses":["10.0.0.1:24007"],
        "online":true,"pid":411,"metadata":{"_zone":"z1"}},
       {"id":"0b0f8c9e-7a51-4a5a-9d6c-000000000012","name":"node2",
        "peer-addresses":["10.0.0.2:24008"],"client-addresses":["10.0.0.2:24007"],
        "online":true,"pid":412,"metadata":{"_zone":"z2"}},
       {"id":"0b0f8c9e-7a51-4a5a-9d6c-000000000013","name":"node3",
        "peer-addresses":["[fd00::3]:24008"],"client-addresses":["[fd00::3]:24007"],
        "online":false,"metadata":{}}]
      """;

  public static final String VOLUME =
      """
      {"id":"4d5c2a10-9d0e-4a26-8e64-0d2c4d5e6f70","name":"v1","type":"Replicate","transport":"tcp",
       "distribute-count":1,"replica-count":2,"arbiter-count":1,
       "options":{"performance/io-cache":"on","cluster/replicate.self-heal-daemon":"on"},
       "state":"Started",
       "subvols":[{"name":"v1-replicate-0","type":"Replicate","replica-count":2,"arbiter-count":1,
         "disperse-count":0,"bricks":[
          {"id":"a","path":"/bricks/b1","volume-id":"x","volume-name":"v1",
           "peer-id":"0b0f8c9e-7a51-4a5a-9d6c-000000000011","host":"10.0.0.1","type":"Brick"},
          {"id":"b","path":"/bricks/b1","volume-id":"x","volume-name":"v1",
           "peer-id":"0b0f8c9e-7a51-4a5a-9d6c-000000000012","host":"10.0.0.2","type":"Brick"},
          {"id":"c","path":"/bricks/b1","volume-id":"x","volume-name":"v1",
           "peer-id":"0b0f8c9e-7a51-4a5a-9d6c-000000000013","host":"fd00::3","type":"Arbiter"}]}],
       "metadata":{"_brick-provision-type":"","owner":"me"},"snap-list":["s1"]}
      """;

  public static final String DISTRIBUTED =
      """
      {"id":"4d5c2a10-9d0e-4a26-8e64-0d2c4d5e6f71","name":"v2","type":"Distribute","transport":"tcp",
       "distribute-count":2,"replica-count":1,"options":null,"state":"Created",
       "subvols":[{"type":"Distribute","bricks":[{"path":"/b/1","host":"n1","type":"Brick"}]},
                  {"type":"Distribute","bricks":[{"path":"/b/2","host":"n2","type":"Brick"}]}],
       "metadata":null,"snap-list":null,"capacity":1073741824}
      """;

  public static final String BRICKS =
      """
      [{"info":{"path":"/bricks/b1","host":"10.0.0.1"},"online":true,"pid":77,"port":49152,
        "fs-type":"xfs","mount-opts":"rw","device":"/dev/loop3",
        "size":{"capacity":10737418240,"used":1073741824,"free":9663676416}},
       {"info":{"path":"/bricks/b1","host":"10.0.0.2"},"online":false,"pid":0,"port":0,
        "size":{"capacity":0,"used":0,"free":0}}]
      """;

  private Wire() {}

  /** GD2's error envelope with one error. */
  public static String error(String message, String... fields) {
    StringBuilder text = new StringBuilder("{\"errors\":[{\"code\":1,\"message\":\"" + message);
    text.append("\",\"fields\":{");
    for (int i = 0; i < fields.length; i += 2) {
      text.append(i > 0 ? "," : "").append('"').append(fields[i]);
      text.append("\":\"").append(fields[i + 1]).append('"');
    }
    return text.append("}}]}").toString();
  }

  /**
   * An operation's record.
   *
   * @param more further members, each with a leading comma
   */
  public static String operation(String state, String outcome, String more) {
    return """
        {"id":"%s","kind":"CreateVolume","summary":"create volume v1 (Replicate, 3 bricks)",
         "entity":"v1","state":"%s",%s"initiator":"glustercli@10.0.0.9","request-id":"r1",
         "accepted-at":"2026-11-22T10:00:00.100Z","workflow-id":"c/volume/v1",
         "history":"http://10.0.0.1:8233/w/1"%s}"""
        .formatted(
            FakeNode.OPERATION,
            state,
            outcome.isEmpty() ? "" : "\"outcome\":\"" + outcome + "\",",
            more);
  }

  /** A step of an operation. */
  public static String step(String name, String peer, String state, String more) {
    return "{\"name\":\"%s\",%s\"undo\":false,\"state\":\"%s\"%s}"
        .formatted(name, peer.isEmpty() ? "" : "\"peer\":\"" + peer + "\",", state, more);
  }
}
