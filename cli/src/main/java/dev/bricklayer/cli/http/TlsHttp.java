package dev.bricklayer.cli.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.SocketTimeoutException;
import java.net.URL;
import java.util.LinkedHashMap;
import java.util.Map;

/** HTTPS by the platform's HttpURLConnection, whose trust store decides. */
final class TlsHttp implements Transport {

  TlsHttp() {
    // the JDK would send a POST again when the connection breaks before the answer
    System.setProperty("sun.net.http.retryPost", "false");
    System.setProperty("http.keepAlive", "false");
  }

  @Override
  public Answer exchange(
      String endpoint,
      String method,
      String target,
      Map<String, String> headers,
      byte[] body,
      int timeoutMillis) {
    boolean sent = false;
    try {
      HttpURLConnection connection =
          (HttpURLConnection) new URL(endpoint + target).openConnection();
      connection.setRequestMethod(method);
      connection.setConnectTimeout(CONNECT_MILLIS);
      connection.setReadTimeout(timeoutMillis);
      connection.setInstanceFollowRedirects(false);
      connection.setUseCaches(false);
      headers.forEach(connection::setRequestProperty);
      connection.setDoOutput(body.length > 0);
      connection.connect();
      sent = true;
      if (body.length > 0) {
        try (OutputStream out = connection.getOutputStream()) {
          out.write(body);
        }
      }
      return answer(connection);
    } catch (SocketTimeoutException late) {
      throw new NoAnswerException(endpoint + " did not answer in time", sent);
    } catch (IOException failed) {
      String why = sent ? " gave no answer: " : " cannot be reached: ";
      throw new NoAnswerException(endpoint + why + failed.getMessage(), sent);
    }
  }

  private static Answer answer(HttpURLConnection connection) throws IOException {
    int status = connection.getResponseCode();
    if (status < 0) {
      throw new IOException("the answer is not HTTP");
    }
    Map<String, String> headers = new LinkedHashMap<>();
    connection
        .getHeaderFields()
        .forEach(
            (name, values) -> {
              if (name != null && !values.isEmpty()) {
                headers.put(AnswerReader.lowerCase(name), values.get(0));
              }
            });
    InputStream in = status >= 400 ? connection.getErrorStream() : connection.getInputStream();
    if (in == null) {
      return new Answer(status, headers, "");
    }
    try (in) {
      return Answer.of(status, headers, in.readAllBytes());
    }
  }
}
