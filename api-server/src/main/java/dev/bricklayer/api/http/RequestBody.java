package dev.bricklayer.api.http;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.exc.InvalidNullException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.module.paramnames.ParameterNamesModule;
import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/**
 * Request bodies as GD2 reads them: one JSON object, keys in any case, unknown keys ignored,
 * whatever the content type says. Unlike GD2's, a wrong type is named with its place.
 */
public final class RequestBody {
  /** Bytes; the largest volume that fits has some 10,000 bricks. */
  public static final int LIMIT = 2 << 20;

  /** Bytes. */
  private static final long DRAINED = 64L << 20;

  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private static final ObjectMapper MAPPER = mapper();

  private RequestBody() {}

  private static ObjectMapper mapper() {
    JsonMapper mapper =
        JsonMapper.builder()
            .addModule(new ParameterNamesModule())
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_PROPERTIES)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .withCoercionConfig(
                LogicalType.Textual,
                config ->
                    config
                        .setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                        .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                        .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
            .build();
    mapper.setDefaultSetterInfo(JsonSetter.Value.forContentNulls(Nulls.FAIL));
    mapper
        .getFactory()
        .setStreamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(50).build());
    return mapper;
  }

  /**
   * The object in the body.
   *
   * @throws ClusterException {@code INVALID_REQUEST} when there is none, {@code PAYLOAD_TOO_LARGE}
   *     above {@link #LIMIT}
   */
  public static <T> T required(InputStream body, Class<T> type) {
    return required(text(body), type);
  }

  /** The same of a body that was read before. */
  public static <T> T required(String body, Class<T> type) {
    return optional(body, type)
        .orElseThrow(() -> invalid("the body is empty; a JSON object is expected"));
  }

  /** The object in the body, or empty when there is no body. */
  public static <T> Optional<T> optional(InputStream body, Class<T> type) {
    return optional(text(body), type);
  }

  /** The same of a body that was read before. */
  public static <T> Optional<T> optional(String body, Class<T> type) {
    if (body.isBlank()) {
      return Optional.empty();
    }
    JsonNode tree = tree(body);
    if (!tree.isObject()) {
      throw invalid("a JSON object is expected, not " + describe(tree));
    }
    try {
      return Optional.of(MAPPER.readerFor(type).readValue(tree));
    } catch (InvalidNullException e) {
      throw invalid("wrong value at '" + place(e) + "': it holds a null");
    } catch (JsonMappingException e) {
      if (cause(e) instanceof ClusterException known) {
        throw known;
      }
      throw invalid("wrong value at '" + place(e) + "': " + firstLine(e.getOriginalMessage()));
    } catch (IOException e) {
      throw invalid("the body cannot be read");
    }
  }

  /**
   * The body as it came.
   *
   * @throws ClusterException {@code PAYLOAD_TOO_LARGE} above {@link #LIMIT}, {@code
   *     INVALID_REQUEST} when it is not UTF-8
   */
  public static String text(InputStream body) {
    ByteBuffer bytes = ByteBuffer.wrap(read(body));
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
      return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw invalid("the body is not JSON: it is not UTF-8");
    }
  }

  private static JsonNode tree(String text) {
    try {
      return MAPPER.readerFor(JsonNode.class).readValue(text);
    } catch (MismatchedInputException e) {
      throw invalid("the body is not JSON: something follows its first value" + at(e));
    } catch (JsonProcessingException e) {
      throw invalid("the body is not JSON: " + firstLine(e.getOriginalMessage()) + at(e));
    } catch (IOException e) {
      throw invalid("the body cannot be read");
    }
  }

  private static byte[] read(InputStream body) {
    try {
      byte[] bytes = body.readNBytes(LIMIT + 1);
      if (bytes.length > LIMIT) {
        drain(body);
        throw new ClusterException(
            ErrorCode.PAYLOAD_TOO_LARGE,
            "the request body is larger than " + LIMIT + " bytes",
            Map.of("limit", Integer.toString(LIMIT)));
      }
      return bytes;
    } catch (IOException e) {
      throw invalid("the body cannot be read");
    }
  }

  /** Takes the rest, within bounds: a caller that is still sending would not see the answer. */
  private static void drain(InputStream body) throws IOException {
    byte[] buffer = new byte[1 << 16];
    long left = DRAINED;
    for (int read = body.read(buffer); read >= 0 && left > 0; read = body.read(buffer)) {
      left -= read;
    }
  }

  private static Throwable cause(Throwable thrown) {
    Throwable at = thrown;
    while (at.getCause() != null) {
      at = at.getCause();
    }
    return at;
  }

  private static String describe(JsonNode tree) {
    return switch (tree.getNodeType()) {
      case ARRAY -> "an array";
      case STRING -> "a string";
      case NUMBER -> "a number";
      case BOOLEAN -> "a boolean";
      default -> "nothing";
    };
  }

  private static String place(JsonMappingException e) {
    StringBuilder place = new StringBuilder();
    for (JsonMappingException.Reference step : e.getPath()) {
      if (step.getFieldName() == null) {
        place.append('[').append(step.getIndex()).append(']');
      } else {
        place.append(place.length() > 0 ? "." : "").append(step.getFieldName());
      }
    }
    return place.toString();
  }

  private static String at(JsonProcessingException e) {
    return e.getLocation() == null
        ? ""
        : " at line " + e.getLocation().getLineNr() + ", column " + e.getLocation().getColumnNr();
  }

  /** Jackson's message without the names of our classes. */
  private static String firstLine(String message) {
    String line = message.lines().findFirst().orElse("");
    return line.replaceAll("(?:[a-z][a-zA-Z0-9_]*\\.)+(?=[A-Z])", "");
  }

  private static ClusterException invalid(String reason) {
    return new ClusterException(
        ErrorCode.INVALID_REQUEST, "unable to parse the request: " + reason);
  }
}
