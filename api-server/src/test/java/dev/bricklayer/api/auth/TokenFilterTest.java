package dev.bricklayer.api.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.auth0.jwt.JWT;
import com.auth0.jwt.JWTCreator;
import com.auth0.jwt.algorithms.Algorithm;
import dev.bricklayer.api.node.RestClient;
import dev.bricklayer.api.node.RestNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TokenFilterTest {
  private static final String PATH = "/v1/volumes";

  private final RestNode node = new RestNode();
  private final RestClient client = node.client();
  private final Algorithm right = Algorithm.HMAC256(client.secret());

  @AfterEach
  void close() {
    node.close();
  }

  private static JWTCreator.Builder valid() {
    return JWT.create()
        .withIssuer("glustercli")
        .withExpiresAt(Instant.now().plusSeconds(60))
        .withClaim("qsh", RestClient.hash("GET", PATH));
  }

  private void refused(String header, String sentence) {
    RestClient.Answer answer = client.get(PATH, "Authorization", header).refused(401, sentence);
    assertThat(answer.field("error")).isEqualTo("UNAUTHORIZED");
    assertThat(answer.header("X-Gluster-Peer-Id")).isEqualTo(node.self().toString());
  }

  @Test
  void aValidTokenOfAnyHmacOpens() {
    client.get(PATH, "Authorization", "bearer " + valid().sign(right)).expect(200);
    client.get(PATH, "Authorization", "Bearer " + valid().sign(right)).expect(200);
    client
        .get(
            PATH + "?key=a",
            "Authorization",
            "bearer " + valid().sign(Algorithm.HMAC512(client.secret())))
        .expect(200);
    client
        .get(PATH, "Authorization", "bearer " + valid().sign(Algorithm.HMAC384(client.secret())))
        .expect(200);
  }

  @Test
  void aMissingOrMalformedHeaderIsRefused() {
    refused("", "'Authorization' header is required");
    String form = "'Authorization' header must be of the format - Bearer <TOKEN>";
    refused(valid().sign(right), form);
    refused("basic " + valid().sign(right), form);
    refused("bearer " + valid().sign(right) + " more", form);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "a.b", "a.b.c", "..", "bm9wZQ.bm9wZQ.bm9wZQ", "é.é.é"})
  void whatIsNoTokenIsRefused(String token) {
    assertThat(client.get(PATH, "Authorization", "bearer " + latin(token)).expect(401).message())
        .isNotEmpty();
  }

  private static String latin(String text) {
    return text.replace("é", "%C3%A9");
  }

  @Test
  void anExpiredTokenIsRefused() {
    refused("bearer " + ending(-70), "Token is expired: by this node's clock");
    client.get(PATH, "Authorization", "bearer " + ending(-20)).expect(200);
  }

  private String ending(long secondsAhead) {
    return valid().withExpiresAt(Instant.now().plusSeconds(secondsAhead)).sign(right);
  }

  @Test
  void aTokenThatLastsTooLongIsRefused() {
    client.get(PATH, "Authorization", "bearer " + ending(3_600)).expect(200);
    refused("bearer " + ending(3_900), "Token is valid for too long: its exp is");
    refused("bearer " + ending(8_000_000_000L), "at most 3600 are allowed");
    String never = valid().withClaim("exp", Long.MAX_VALUE).sign(right);
    assertThat(client.get(PATH, "Authorization", "bearer " + never).expect(401).message())
        .isNotEmpty();
  }

  @Test
  void aTokenOfAClockThatIsAheadIsToldSo() {
    Instant now = Instant.now();
    String near =
        valid().withIssuedAt(now.plusSeconds(30)).withNotBefore(now.plusSeconds(30)).sign(right);
    client.get(PATH, "Authorization", "bearer " + near).expect(200);
    refused(
        "bearer " + valid().withIssuedAt(now.plusSeconds(120)).sign(right),
        "Token used before issued: its iat is");
    refused(
        "bearer " + valid().withNotBefore(now.plusSeconds(120)).sign(right),
        "Token is not valid yet: its nbf is");
  }

  @Test
  void whatATokenSaysIsNotJudgedWithoutItsSignature() {
    Algorithm wrong = Algorithm.HMAC256("another secret");
    refused(
        "bearer " + valid().withExpiresAt(Instant.now().minusSeconds(500)).sign(wrong),
        "signature is invalid");
  }

  @Test
  void aRightTokenIsServedHoweverManyWrongOnesCameFromThere() {
    String wrong = valid().sign(Algorithm.HMAC256("another secret"));
    for (int i = 0; i < FailedAttempts.FREE + 5; i++) {
      refused("bearer " + wrong, "signature is invalid");
    }
    client.get(PATH, "Authorization", "bearer " + valid().sign(right)).expect(200);
  }

  @Test
  void aTokenForAnotherCallIsRefused() {
    String other = valid().withClaim("qsh", RestClient.hash("GET", "/v1/peers")).sign(right);
    refused(
        "bearer " + other,
        "invalid qsh claim in token: it is for another method or path than GET " + PATH);
    String verb = valid().withClaim("qsh", RestClient.hash("POST", PATH)).sign(right);
    refused("bearer " + verb, "invalid qsh claim in token");
  }

  @Test
  void aTokenOfAnotherSecretIsRefused() {
    String token = valid().sign(Algorithm.HMAC256("another secret"));
    refused("bearer " + token, "signature is invalid");
  }

  @Test
  void anUnsignedTokenIsRefused() {
    refused("bearer " + valid().sign(Algorithm.none()), "Unexpected signing method: none");
    String signed = valid().sign(right);
    String payload = signed.split("\\.")[1];
    String head =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString("{\"alg\":\"nOnE\"}".getBytes(StandardCharsets.UTF_8));
    refused("bearer " + head + "." + payload + ".", "Unexpected signing method: nOnE");
    refused("bearer " + signed.substring(0, signed.lastIndexOf('.') + 1), "signature is invalid");
  }

  @Test
  void eachClaimIsDemanded() {
    String other = valid().withIssuer("somebody").sign(right);
    refused("bearer " + other, "invalid App ID: somebody");
    String noIssuer =
        JWT.create()
            .withExpiresAt(Instant.now().plusSeconds(60))
            .withClaim("qsh", RestClient.hash("GET", PATH))
            .sign(right);
    refused("bearer " + noIssuer, "token missing iss Claim");
    String noEnd =
        JWT.create()
            .withIssuer("glustercli")
            .withClaim("qsh", RestClient.hash("GET", PATH))
            .sign(right);
    refused("bearer " + noEnd, "token missing exp Claim");
    String noPath =
        JWT.create()
            .withIssuer("glustercli")
            .withExpiresAt(Instant.now().plusSeconds(60))
            .sign(right);
    refused("bearer " + noPath, "token missing qsh Claim");
    String wrongType = valid().withClaim("qsh", Map.of("a", 1)).sign(right);
    refused("bearer " + wrongType, "invalid qsh claim in token");
  }

  @Test
  void pingEndpointsAndVersionAreOpen() {
    for (String path : new String[] {"/ping", "/endpoints", "/version"}) {
      client.get(path, "Authorization", "").expect(200);
    }
    client.get("/ping?x=1", "Authorization", "").refused(401, "header is required");
    client.get("/nowhere", "Authorization", "").refused(401, "header is required");
    client.get("/v1/volumes/../../ping", "Authorization", "").refused(401, "");
  }
}
