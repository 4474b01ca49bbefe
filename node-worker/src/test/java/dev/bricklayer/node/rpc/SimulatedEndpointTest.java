package dev.bricklayer.node.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SimulatedEndpointTest {

  private final FakeVolfiles volfiles = new FakeVolfiles();
  private final SignedInBricks bricks = new SignedInBricks();
  private final SimulatedEndpoint endpoint = new SimulatedEndpoint(() -> volfiles, bricks);

  @Test
  void asksForVolfilesAsABrickDoes() throws Exception {
    volfiles.specs.put("v.brick", Spec.Found.of("volume x"));
    endpoint.fetch("v.brick", "/bricks/v");
    SpecRequest request = volfiles.requests.get(0);
    assertThat(request.key()).isEqualTo("v.brick");
    assertThat(request.brickName()).contains("/bricks/v");
    assertThat(request.peer().isThisHost()).isTrue();
    endpoint.fetch("v.brick", "");
    assertThat(volfiles.requests.get(1).brickName()).isEqualTo(Optional.empty());
    assertThatThrownBy(() -> endpoint.fetch("other", "/bricks/o"))
        .isInstanceOf(IOException.class)
        .hasMessage("this node has no volfile other");
  }

  @Test
  void itsBricksAreSignedInLikeOthers() throws Exception {
    endpoint.signIn("/bricks/a", 49152);
    endpoint.signIn("/bricks/b", 49153);
    assertThat(bricks.portOf("/bricks/a")).hasValue(49152);
    endpoint.signOut("/bricks/a");
    assertThat(bricks.portOf("/bricks/a")).isEmpty();
    assertThat(bricks.portOf("/bricks/b")).hasValue(49153);
    assertThatThrownBy(() -> endpoint.signIn("/bricks/c", 0))
        .isInstanceOf(IOException.class)
        .hasMessage("this node refused the sign-in of /bricks/c");
  }
}
