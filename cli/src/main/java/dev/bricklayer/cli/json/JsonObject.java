package dev.bricklayer.cli.json;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A JSON object. The getters never fail: a member that is missing, null or of another type reads as
 * the empty value of the type that was asked for, because an answer may come from an older or a
 * newer server.
 */
public record JsonObject(Map<String, JsonValue> members) implements JsonValue {

  /** An object to put into; members keep their order. */
  public JsonObject() {
    this(new LinkedHashMap<>());
  }

  public JsonObject put(String name, JsonValue value) {
    members.put(name, value);
    return this;
  }

  public JsonObject put(String name, String value) {
    return put(name, new JsonText(value));
  }

  public JsonObject put(String name, long value) {
    return put(name, new JsonNumber(Long.toString(value)));
  }

  public JsonObject put(String name, boolean value) {
    return put(name, value ? JsonWord.TRUE : JsonWord.FALSE);
  }

  /** A string, or a number as it was spelled, or "". */
  public String text(String name) {
    JsonValue value = members.get(name);
    if (value instanceof JsonText text) {
      return text.value();
    }
    return value instanceof JsonNumber number ? number.literal() : "";
  }

  /** A whole number, or 0. */
  public long number(String name) {
    if (members.get(name) instanceof JsonNumber number) {
      try {
        return Long.parseLong(number.literal());
      } catch (NumberFormatException notWhole) {
        return (long) Double.parseDouble(number.literal());
      }
    }
    return 0;
  }

  public boolean flag(String name) {
    return members.get(name) == JsonWord.TRUE;
  }

  /** The member object, or an empty one. */
  public JsonObject object(String name) {
    return members.get(name) instanceof JsonObject object ? object : new JsonObject();
  }

  /** The objects of a member array, or none. */
  public List<JsonObject> objects(String name) {
    return members.get(name) instanceof JsonArray array ? array.objects() : List.of();
  }

  /** The strings of a member array, or none. */
  public List<String> texts(String name) {
    return members.get(name) instanceof JsonArray array ? array.texts() : List.of();
  }
}
