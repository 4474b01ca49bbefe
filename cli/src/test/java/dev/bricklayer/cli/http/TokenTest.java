package dev.bricklayer.cli.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import com.auth0.jwt.interfaces.DecodedJWT;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class TokenTest {

  @Test
  void aJwtLibraryAcceptsIt() throws Exception {
    for (String secret :
        new String[] {"x", "secret", "8f".repeat(32), "long ".repeat(40), "gehéim"}) {
      long now = System.currentTimeMillis() / 1000;
      DecodedJWT token =
          JWT.require(Algorithm.HMAC256(secret.getBytes(StandardCharsets.UTF_8)))
              .withIssuer("glustercli")
              .withClaimPresence("exp")
              .build()
              .verify(Token.forRequest(secret, "GET", "/v1/volumes/v 1", now));
      byte[] bound = "GET&/v1/volumes/v 1".getBytes(StandardCharsets.UTF_8);
      assertThat(token.getClaim("qsh").asString())
          .isEqualTo(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bound)));
      assertThat(token.getExpiresAtAsInstant().getEpochSecond()).isEqualTo(now + 120);
      assertThat(token.getType()).isEqualTo("JWT");
    }
  }
}
