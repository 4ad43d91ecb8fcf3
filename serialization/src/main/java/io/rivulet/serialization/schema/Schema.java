// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.schema;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A JSON schema (draft 2020-12) of plain values, so that any mapper writes it. Each call gives a new schema.
/// **Thread** any.
public final class Schema {
    private static final String TYPE = "type";

    private final Map<String, Object> keywords;

    private Schema(Map<String, Object> keywords) {
        this.keywords = keywords;
    }

    private static Schema typed(String type) {
        return new Schema(new LinkedHashMap<>(Map.of(TYPE, type)));
    }

    public static Schema text() {
        return typed("string");
    }

    public static Schema id() {
        return text().with("format", "uuid");
    }

    public static Schema time() {
        return text().with("format", "date-time");
    }

    public static Schema number() {
        return typed("number");
    }

    public static Schema whole() {
        return typed("integer");
    }

    public static Schema truth() {
        return typed("boolean");
    }

    /// null
    public static Schema nothing() {
        return typed("null");
    }

    /// `false`
    public static Schema refused() {
        return truth().with("const", false);
    }

    public static Schema choice(Collection<String> values) {
        return text().with("enum", List.copyOf(values));
    }

    public static Schema choice(String... values) {
        return choice(Arrays.asList(values));
    }

    /// This text and no other.
    public static Schema constant(String value) {
        return text().with("const", value);
    }

    /// Anything, as in a body that is no JSON.
    public static Schema any() {
        return new Schema(new LinkedHashMap<>());
    }

    /// A schema that was written elsewhere.
    public static Schema of(Map<String, Object> keywords) {
        return new Schema(new LinkedHashMap<>(keywords));
    }

    public static Schema array(Schema items) {
        return typed("array").with("items", items.map());
    }

    public static Schema object() {
        return typed("object").with("properties", Map.of());
    }

    /// An object whose names are the sender's.
    public static Schema mapOf(Schema values) {
        return typed("object").with("additionalProperties", values.map());
    }

    public static Schema either(Schema... ways) {
        return new Schema(new LinkedHashMap<>(
                Map.of("anyOf", Arrays.stream(ways).map(Schema::map).toList())));
    }

    public Schema says(String description) {
        return with("description", description);
    }

    public Schema otherwise(Object value) {
        return with("default", value);
    }

    public Schema from(Number least) {
        return with("minimum", least);
    }

    public Schema above(Number bound) {
        return with("exclusiveMinimum", bound);
    }

    public Schema to(Number most) {
        return with("maximum", most);
    }

    public Schema atLeast(int entries) {
        return with("minItems", entries);
    }

    public Schema atMost(int entries) {
        return with("maxItems", entries);
    }

    /// Also null.
    public Schema orNull() {
        return with(TYPE, List.of(String.valueOf(keywords.get(TYPE)), "null"));
    }

    /// An object with one more property.
    public Schema property(String name, Schema value) {
        Map<String, Object> properties = new LinkedHashMap<>(properties());
        properties.put(name, value.map());
        return with("properties", properties);
    }

    /// An object with one more property, which is always there.
    public Schema required(String name, Schema value) {
        return property(name, value).always(name);
    }

    /// An object with one property less.
    public Schema without(String name) {
        Map<String, Object> properties = new LinkedHashMap<>(properties());
        properties.remove(name);
        List<String> names = new ArrayList<>(names());
        names.remove(name);
        return with("properties", properties).with("required", List.copyOf(names));
    }

    /// An object that need have none of its properties.
    public Schema allOptional() {
        return withoutKeyword("required");
    }

    public Schema withoutKeyword(String keyword) {
        Map<String, Object> fewer = new LinkedHashMap<>(keywords);
        fewer.remove(keyword);
        return new Schema(fewer);
    }

    /// An object with all properties of another too, always there where they are there.
    public Schema and(Schema other) {
        Schema joined = this;
        Map<String, Object> more = new LinkedHashMap<>(properties());
        more.putAll(other.properties());
        joined = joined.with("properties", more);
        for (String name : other.names()) {
            joined = joined.always(name);
        }
        return joined;
    }

    private Schema always(String name) {
        List<String> names = new ArrayList<>(names());
        if (!names.contains(name)) {
            names.add(name);
        }
        return with("required", List.copyOf(names));
    }

    @SuppressWarnings("unchecked") // put there by this class alone
    private Map<String, Object> properties() {
        return (Map<String, Object>) keywords.getOrDefault("properties", Map.of());
    }

    @SuppressWarnings("unchecked") // put there by this class alone
    private List<String> names() {
        return (List<String>) keywords.getOrDefault("required", List.of());
    }

    Schema with(String keyword, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(keywords);
        more.put(keyword, value);
        return new Schema(more);
    }

    /// The schema, to be written as JSON.
    public Map<String, Object> map() {
        return Collections.unmodifiableMap(keywords);
    }
}
