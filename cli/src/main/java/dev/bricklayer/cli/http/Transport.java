package dev.bricklayer.cli.http;

import java.util.Map;

/** One way to get a request to a node and its answer back. */
interface Transport {
  int CONNECT_MILLIS = 5_000;

  /**
   * @param endpoint {@code http://host:port} or {@code https://…}
   * @param headers all of them, but those about the connection and the body's length
   * @param body the encoded body, empty for none
   * @param timeoutMillis from the request to the end of the answer
   * @throws NoAnswerException if there is no answer
   */
  Answer exchange(
      String endpoint,
      String method,
      String target,
      Map<String, String> headers,
      byte[] body,
      int timeoutMillis);
}
