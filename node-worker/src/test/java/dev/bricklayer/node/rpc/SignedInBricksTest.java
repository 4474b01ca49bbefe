package dev.bricklayer.node.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SignedInBricksTest {
  private final SignedInBricks bricks = new SignedInBricks();
  private final List<String> heard = new CopyOnWriteArrayList<>();
  private final AutoCloseable hearing =
      bricks.onChange(
          new SignedInBricks.Listener() {
            @Override
            public void signedIn(SignedInBricks.SignedIn brick) {
              heard.add("+" + brick.brick() + ":" + brick.port());
            }

            @Override
            public void gone(SignedInBricks.SignedIn brick) {
              heard.add("-" + brick.brick() + ":" + brick.port());
            }
          });

  @Test
  void countsTheNewestSignIn() throws Exception {
    FakeConnection old = new FakeConnection(RpcPeer.unixSocket());
    FakeConnection young = new FakeConnection(RpcPeer.unixSocket());
    assertThat(bricks.signIn("/b", 49152, 1, old)).isTrue();
    assertThat(bricks.signIn("/b", 49153, 2, young)).isTrue();
    bricks.signOut("/b", old);
    bricks.connectionClosed(old);
    assertThat(bricks.portOf("/b")).hasValue(49153);
    bricks.connectionClosed(young);
    assertThat(bricks.portOf("/b")).isEmpty();
    hearing.close();
    bricks.signIn("/b", 49154, 3, young);
    assertThat(heard).containsExactly("+/b:49152", "+/b:49153", "-/b:49153");
  }

  @Test
  void dropsAllBricksOfAProcessThatEnds() {
    FakeConnection process = new FakeConnection(RpcPeer.unixSocket());
    bricks.signIn("/a", 49152, 1, process);
    bricks.signIn("/b", 49152, 1, process);
    bricks.signOut("/a", process);
    bricks.signOut("/a", process); // brick processes tell it twice
    bricks.connectionClosed(process);
    assertThat(heard).containsExactly("+/a:49152", "+/b:49152", "-/a:49152", "-/b:49152");
  }

  @Test
  void refusesWhatCannotBeABrickOfThisNode() throws IOException {
    FakeConnection here = new FakeConnection(RpcPeer.unixSocket());
    FakeConnection other = new FakeConnection(FakeTransport.remote("192.0.2.1"));
    FakeConnection notOurs = new FakeConnection(FakeTransport.remote("127.0.0.1"));
    assertThat(bricks.signIn("/b", 49152, 1, other)).isFalse();
    assertThat(bricks.signIn("", 49152, 1, here)).isFalse();
    assertThat(bricks.signIn("/b", 0, 1, here)).isFalse();
    assertThat(bricks.signIn("/b", 70_000, 1, here)).isFalse();
    assertThat(bricks.signIn("/b", 49152, 1, notOurs)).isFalse();
    assertThat(bricks.all()).isEmpty();
    try (Loopback own = new Loopback()) {
      assertThat(bricks.signIn("/b", 49152, 1, new FakeConnection(own.peer()))).isTrue();
    }
  }

  @Test
  void waitsForASignIn() throws Exception {
    assertThat(bricks.await("/b", Duration.ofMillis(10))).isEmpty();
    Thread brick =
        new Thread(() -> bricks.signIn("/b", 49152, 1, new FakeConnection(RpcPeer.unixSocket())));
    brick.start();
    assertThat(bricks.await("/b", Duration.ofSeconds(20)))
        .contains(new SignedInBricks.SignedIn("/b", 49152, 1));
    brick.join();
  }
}
