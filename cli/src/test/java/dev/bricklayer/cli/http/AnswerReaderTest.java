package dev.bricklayer.cli.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerReaderTest {

  @Test
  void readsABodyOfKnownLength() throws IOException {
    Answer answer =
        read(
            "HTTP/1.1 201 Created\r\nLocation: /v1/volumes/v\r\nContent-LENGTH: 4\r\n\r\n{\"é}rest");
    assertThat(answer.status()).isEqualTo(201);
    assertThat(answer.header("location")).isEqualTo("/v1/volumes/v");
    assertThat(answer.body()).isEqualTo("{\"é");
  }

  @Test
  void readsChunksWithExtensionsAndTrailers() throws IOException {
    Answer answer =
        read(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n"
                + "3;x=y\r\nabc\r\nA\r\n0123456789\r\n0\r\nX-Trailer: t\r\n\r\n");
    assertThat(answer.body()).isEqualTo("abc0123456789");
  }

  @Test
  void readsToTheEndWithoutALength() throws IOException {
    assertThat(read("HTTP/1.0 200 OK\n\nall of it").body()).isEqualTo("all of it");
  }

  @Test
  void skipsInterimAnswersAndBodiesThatAreNone() throws IOException {
    Answer answer =
        read("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n");
    assertThat(answer.status()).isEqualTo(204);
    assertThat(answer.body()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabcd",
        "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nabcd",
        "HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\nabcd",
        "HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\nabcd",
        "HTTP/1.1 200 OK\r\nContent-Len",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabcd\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabcd\r\n0\r\n\r\n",
        "HTTP/1.1 xyz OK\r\n\r\n",
        "SSH-2.0-OpenSSH_9.2\r\n",
        "\0\0\0\0"
      })
  void refusesWhatIsNoWholeAnswer(String text) {
    assertThatThrownBy(() -> read(text)).isInstanceOf(IOException.class);
  }

  @Test
  void isNotFloodedByHeaders() {
    assertThatThrownBy(() -> read("HTTP/1.1 200 OK\r\n" + "a: b\r\n".repeat(1000) + "\r\n"))
        .hasMessageContaining("too many headers");
    assertThatThrownBy(() -> read("HTTP/1.1 200 OK\r\na: " + "b".repeat(100_000) + "\r\n\r\n"))
        .hasMessageContaining("too long");
  }

  private static Answer read(String text) throws IOException {
    return new AnswerReader(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8))).read();
  }
}
