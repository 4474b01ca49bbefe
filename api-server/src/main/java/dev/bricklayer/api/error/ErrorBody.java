package dev.bricklayer.api.error;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.bricklayer.config.error.ClusterException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** GD2's error envelope: {@code {"errors":[{"code":1,"message":"…","fields":{…}}]}}. */
public record ErrorBody(List<Item> errors) {

  /**
   * @param code 1: GD2's code for everything but failed steps of its older transactions
   * @param fields facts by name; {@code error} is our own error code's name
   */
  public record Item(
      int code,
      String message,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, String> fields) {}

  public static ErrorBody of(ClusterException failure) {
    Map<String, String> fields = new TreeMap<>(failure.fields());
    fields.put("error", failure.code().name());
    return new ErrorBody(List.of(new Item(1, failure.sentence(), fields)));
  }
}
