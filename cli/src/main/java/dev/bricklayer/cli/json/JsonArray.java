package dev.bricklayer.cli.json;

import java.util.ArrayList;
import java.util.List;

/** A JSON array. */
public record JsonArray(List<JsonValue> items) implements JsonValue {

  /** An array to add to. */
  public JsonArray() {
    this(new ArrayList<>());
  }

  public JsonArray add(JsonValue value) {
    items.add(value);
    return this;
  }

  /** Its objects; whatever is no object is left out. */
  public List<JsonObject> objects() {
    List<JsonObject> objects = new ArrayList<>(items.size());
    for (JsonValue item : items) {
      if (item instanceof JsonObject object) {
        objects.add(object);
      }
    }
    return objects;
  }

  /** Its strings; whatever is no string is left out. */
  public List<String> texts() {
    List<String> texts = new ArrayList<>(items.size());
    for (JsonValue item : items) {
      if (item instanceof JsonText text) {
        texts.add(text.value());
      }
    }
    return texts;
  }
}
