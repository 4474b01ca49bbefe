package dev.bricklayer.node.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RpcClientsTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  private final RpcClients clients = new RpcClients(Clock.fixed(NOON, ZoneOffset.UTC));
  private final FakeConnection mount = new FakeConnection(FakeTransport.remote("192.0.2.1"));
  private final FakeConnection shd = new FakeConnection(RpcPeer.unixSocket());

  @Test
  void tellsOnlyThoseWhoFollowAChangedVolfile() {
    clients.follows(mount, request("a", mount));
    clients.follows(shd, request("shd/a", shd));
    clients.follows(shd, request("shd/b", shd));
    assertThat(clients.fetchSpec(key -> key.endsWith("b"))).isEqualTo(1);
    assertThat(mount.callbacks).isEmpty();
    assertThat(shd.callbacks).containsExactly(Callback.FETCHSPEC);
    assertThat(clients.fetchSpec(key -> true)).isEqualTo(2);
    assertThat(clients.statedump(key -> key.equals("a"), 12)).isEqualTo(1);
    assertThat(mount.callbacks).containsExactly(Callback.FETCHSPEC, Callback.STATEDUMP);
  }

  @Test
  void knowsWhoIsConnected() {
    clients.follows(shd, request("shd/a", shd));
    clients.follows(mount, request("a", mount));
    assertThat(clients.all())
        .containsExactly(
            new RpcClients.Client(request("a", mount), NOON),
            new RpcClients.Client(request("shd/a", shd), NOON));
    clients.follows(shd, request("shd/b", shd));
    clients.unfollows(shd, "shd/b");
    clients.unfollows(mount, "a");
    assertThat(clients.all()).hasSize(1);
    clients.connectionClosed(shd);
    assertThat(clients.all()).isEmpty();
  }

  @Test
  void sendsCallbacksAsCalls() throws Exception {
    FakeVolfiles volfiles = new FakeVolfiles();
    volfiles.specs.put("a", Spec.Found.of("x"));
    try (GlusterRpc rpc =
        new GlusterRpc(volfiles, new SignedInBricks(), clients, (operation, facts, peer) -> {})) {
      FakeTransport client = new FakeTransport(rpc);
      client.receive(Calls.getspec(1, "/a"));
      client.next();
      clients.fetchSpec("a"::equals);
      assertThat(client.next()) // as captured from glusterd
          .isEqualTo(
              "80000028"
                  + "0000000100000000000000020324cc420000000100000001"
                  + "00000000000000000000000000000000");
      clients.statedump("a"::equals, 1);
      assertThat(client.next())
          .isEqualTo(
              "8000002c"
                  + "0000000200000000000000020324cc420000000100000009"
                  + "0000000000000000000000000000000000000001");
    }
  }

  private static SpecRequest request(String key, RpcConnection connection) {
    return new SpecRequest(key, true, 1, 100_000, Optional.empty(), connection.peer());
  }
}
