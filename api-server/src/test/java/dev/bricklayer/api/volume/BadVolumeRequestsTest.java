package dev.bricklayer.api.volume;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bricklayer.api.node.RestClient;
import dev.bricklayer.api.node.RestNode;
import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.config.operation.OperationError;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each bad request gets its status and a sentence, and leaves the store as it was. */
final class BadVolumeRequestsTest {
  private static final String BRICKS =
      "'subvols':[{'type':'replicate','replica':2,'bricks':[{'peerid':'@1','path':'/b/1'},"
          + "{'peerid':'@2','path':'/b/2'}]}]";

  private final RestNode node = new RestNode();
  private final RestClient client = node.client();
  private Map<String, String> before;
  private int started;

  @BeforeEach
  void aVolume() {
    node.volume("taken");
    before = node.everything();
    started = node.engine().started().size();
  }

  @AfterEach
  void close() {
    assertThat(node.everything()).isEqualTo(before);
    assertThat(node.engine().started()).hasSize(started);
    node.close();
  }

  private RestClient.Answer create(String body) {
    return client.post("/v1/volumes", node.json(body));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "a/b", "é", "日本", "-v", "all", "a b", "a\\u0000", "a.b"})
  void badNames(String name) {
    create("{'name':'" + name + "'," + BRICKS + "}").refused(400, "invalid volume name");
  }

  @Test
  void aNameOf300CharactersOrNone() {
    create("{'name':'" + "a".repeat(300) + "'," + BRICKS + "}").refused(400, "invalid volume name");
    create("{" + BRICKS + "}").refused(400, "invalid volume name");
    create("{'name':null," + BRICKS + "}").refused(400, "invalid volume name");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-v", "a%20b", "%C3%A9", "all", "a.b", "a%3Bb"})
  void badNamesInPaths(String name) {
    client.get("/v1/volumes/" + name).refused(400, "invalid volume name");
    client.delete("/v1/volumes/" + name).refused(400, "invalid volume name");
    client.post("/v1/volumes/" + name + "/start", "").refused(400, "invalid volume name");
  }

  @Test
  void aNameOf300CharactersInThePath() {
    client.get("/v1/volumes/" + "a".repeat(300)).refused(400, "invalid volume name");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`` | the body is empty",
        "`   ` | the body is empty",
        "`not json` | the body is not JSON",
        "`{'name':` | the body is not JSON",
        "`{'name':'v'} {}` | the body is not JSON",
        "`[]` | a JSON object is expected, not an array",
        "`[{'name':'v'}]` | a JSON object is expected, not an array",
        "`null` | a JSON object is expected",
        "`'v'` | a JSON object is expected, not a string",
        "`{'name':5}` | wrong value at 'name'",
        "`{'name':['v']}` | wrong value at 'name'",
        "`{'name':'v','force':'yes'}` | wrong value at 'force'",
        "`{'name':'v','size':'big'}` | wrong value at 'size'",
        "`{'name':'v','size':1e400}` | wrong value at 'size'",
        "`{'name':'v','size':99999999999999999999}` | wrong value at 'size'",
        "`{'name':'v','subvols':{}}` | wrong value at 'subvols'",
        "`{'name':'v','subvols':[5]}` | wrong value at 'subvols[0]'",
        "`{'name':'v','subvols':[{'replica':'2'}]}` | wrong value at 'subvols[0].replica'",
        "`{'name':'v','subvols':[{'bricks':[{'path':1}]}]}` | wrong value at"
            + " 'subvols[0].bricks[0].path'",
        "`{'name':'v','metadata':{'a':1}}` | wrong value at 'metadata.a'",
        "`{'name':'v','metadata':[]}` | wrong value at 'metadata'",
        "`{'name':'v','flags':{'reuse-bricks':'x'}}` | wrong value at 'flags.reuse-bricks'",
        "`{'name':'v','flags':['reuse-bricks']}` | wrong value at 'flags'",
      })
  void bodiesThatCannotBeRead(String body, String sentence) {
    create(body).refused(400, sentence);
  }

  @Test
  void nullsInListsAreNamed() {
    create("{'name':'v','subvols':[null]}").refused(400, "subvols");
    create("{'name':'v','subvols':[{'bricks':[null]}]}").refused(400, "bricks");
    create("{'name':'v','options':{'a':null}," + BRICKS + "}").refused(400, "options");
    create("{'name':'v','metadata':{'a':null}," + BRICKS + "}").refused(400, "metadata");
  }

  @Test
  void aBodyThatIsTooLarge() {
    String large = "{\"name\":\"" + "x".repeat(10 << 20) + "\"}";
    client.post("/v1/volumes", large).refused(413, "larger than");
    client.post("/v1/volumes/taken/start", large).refused(413, "larger than");
    client.post("/v1/peers", large).refused(413, "larger than");
  }

  @Test
  void deeplyNestedJson() {
    create("{'name':" + "[".repeat(100_000) + "]".repeat(100_000) + "}").refused(400, "");
  }

  @Test
  void startTakesOnlyAnObject() {
    client.post("/v1/volumes/taken/start", "[]").refused(400, "a JSON object is expected");
    client
        .post("/v1/volumes/taken/start", "{\"force-start-bricks\":\"yes\"}")
        .refused(400, "wrong value at 'force-start-bricks'");
  }

  @Test
  void unknownFlagsAndTransports() {
    create("{'name':'v','flags':{'be-nice':true}," + BRICKS + "}")
        .refused(400, "unknown flag 'be-nice'");
    create("{'name':'v','transport':'carrier-pigeon'," + BRICKS + "}")
        .refused(400, "invalid transport. Supported values: tcp or rdma");
    create("{'name':'v','options':{'no.such':'on'}," + BRICKS + "}")
        .refused(400, "option not found: no.such");
    create("{'name':'v','metadata':{'k':'" + "x".repeat(4096) + "'}," + BRICKS + "}")
        .refused(400, "metadata size exceeds max allowed size of 4KB");
  }

  @Test
  void metadataAndOptionsAreBoundedAlsoForInternalKeys() {
    metadata("'_k':'" + "x".repeat(4097) + "'")
        .refused(400, "a metadata value has 4097 bytes; at most 4096 are allowed");
    metadata("'_k':'" + "ä".repeat(2049) + "'").refused(400, "at most 4096 are allowed");
    metadata("'_" + "x".repeat(4096) + "':''").refused(400, "a metadata key has 4097 bytes");
    String many =
        IntStream.range(0, 129).mapToObj(i -> "'_" + i + "':''").collect(Collectors.joining(","));
    metadata(many).refused(400, "metadata has 129 keys; at most 128 are allowed");
    String much =
        IntStream.range(0, 5)
            .mapToObj(i -> "'_" + i + "':'" + "x".repeat(4000) + "'")
            .collect(Collectors.joining(","));
    RestClient.Answer answer = metadata(much);
    answer.refused(400, "metadata has 20010 bytes of keys and values; at most 16384 are allowed");
    assertThat(answer.field("limit")).isEqualTo("16384");
    create("{'name':'v','options':{'a':'" + "x".repeat(5000) + "'}," + BRICKS + "}")
        .refused(400, "an option value has 5000 bytes");
  }

  private RestClient.Answer metadata(String pairs) {
    return create("{'name':'v','metadata':{" + pairs + "}," + BRICKS + "}");
  }

  private static String two(String one, String other) {
    return "{'name':'v','subvols':[{'type':'replicate','replica':2,'bricks':[{'peerid':'@1','path':'"
        + one
        + "'},{'peerid':'@1','path':'"
        + other
        + "'}]}]}";
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "/b/1 | /b/1 | duplicate brick entry",
        "/b/1 | /b//1/ | duplicate brick entry",
        "/b/1 | /b/1/in | inside another brick",
        "/b/1/in/side | /b/1 | inside another brick",
        "b/1 | /b/2 | must be absolute",
        "/b/../c | /b/2 | must not contain '.' or '..'",
        "/b/.. | /b/2 | must not contain '.' or '..'",
        "/ | /b/2 | root of the file system",
        "`` | /b/2 | a brick has no path",
        "/b/taken | /b/2 | brick path is already in use by other gluster volume",
        "/b/taken/in | /b/2 | brick path is already in use by other gluster volume",
        "/b | /c/2 | brick path is already in use by other gluster volume",
        "/b/\\n | /b/2 | control characters",
        "/b/\\u202E1 | /b/2 | U+202E",
        "/b/lost+found | /b/2 | the file system keeps it",
        "/b/.glusterfs/x | /b/2 | must not contain '.glusterfs'",
        "/b/.bricklayer-set-aside/x | /b/2 | bricks that were set aside",
      })
  void brickPaths(String one, String other, String sentence) {
    create(two(one, other)).refused(400, sentence);
  }

  @Test
  void aPathThatIsTooLong() {
    create(two("/b/" + "x".repeat(4000), "/b/2")).refused(400, "at most");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'replica':3 | invalid number of bricks",
        "'replica':1 | invalid Replica Count",
        "'replica':0 | invalid Replica Count",
        "'replica':-2 | invalid Replica Count",
        "'replica':2147483647,'arbiter':0 | invalid number of bricks",
        "'replica':2,'arbiter':1 | invalid number of bricks",
        "'replica':3,'arbiter':1 | invalid Arbiter Count",
        "'replica':2,'arbiter':-1 | invalid Arbiter Count",
        "'replica':2,'disperse-count':3 | no disperse counts",
      })
  void countsThatDoNotFit(String counts, String sentence) {
    create(
            "{'name':'v','subvols':[{'type':'replicate',"
                + counts
                + ",'bricks':[{'peerid':'@1','path':'/b/1'},{'peerid':'@2','path':'/b/2'}]}]}")
        .refused(400, sentence);
  }

  @Test
  void peersThatAreNone() {
    String of = "{'name':'v','subvols':[{'bricks':[{'peerid':'%s','path':'/b/1'}]}]}";
    create(of.formatted("nobody")).refused(400, "not a UUID");
    create(of.formatted("00000000-0000-4000-8000-00000000000f")).refused(400, "no peer has the id");
    create(of.formatted("")).refused(400, "peerid is missing");
  }

  @Test
  void aNameThatExists() {
    create("{'name':'taken'," + BRICKS + "}").refused(400, "volume already exists");
  }

  @Test
  void whatANodeRefusesNamesPeerAndStep() {
    node.engine()
        .fails(
            new OperationError(
                ErrorCode.BRICK_UNUSABLE,
                "the file system of /ro/1 is read-only",
                Map.of("peer-id", RestNode.TWO.toString(), "step", "prepare", "path", "/ro/1")));
    RestClient.Answer answer =
        create("{'name':'v'," + BRICKS + "}").refused(400, "the file system of /ro/1 is read-only");
    assertThat(answer.field("peer-id")).isEqualTo(RestNode.TWO.toString());
    assertThat(answer.field("step")).isEqualTo("prepare");
    assertThat(answer.field("outcome")).isEqualTo("ROLLED_BACK");
    assertThat(answer.header("X-Bricklayer-Operation")).isEqualTo(answer.field("operation-id"));
    keepTheRecord();
  }

  @Test
  void theSameBrickTwiceAtOnce() throws Exception {
    // both pass the first check; the commit of one of them finds the brick's key
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      Future<RestClient.Answer> one = threads.submit(() -> create("{'name':'one'," + BRICKS + "}"));
      Future<RestClient.Answer> two = threads.submit(() -> create("{'name':'two'," + BRICKS + "}"));
      assertThat(java.util.List.of(one.get().status(), two.get().status()))
          .containsExactlyInAnyOrder(201, 400);
      RestClient.Answer refused = one.get().status() == 400 ? one.get() : two.get();
      refused.refused(400, "brick path is already in use by other gluster volume");
    } finally {
      threads.shutdownNow();
    }
    keepTheRecord();
  }

  /** An operation that ran leaves its record, and nothing else of it is compared. */
  private void keepTheRecord() {
    before = node.everything();
    started = node.engine().started().size();
  }
}
