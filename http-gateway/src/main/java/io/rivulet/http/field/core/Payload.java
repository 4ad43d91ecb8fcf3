// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.field.core;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads the fields of an object that a client sent. Fields that nobody asks for are ignored.
/// **Errors** [Unfit] in words for the client.
record Payload(JsonNode object) {
    private static final int MOST_TEXT = 256;

    /// What a client sent does not fit.
    static final class Unfit extends Exception {
        private static final long serialVersionUID = 1L;
        private static final int MOST_UNKNOWN = 16;

        private final FieldCode code;
        private final List<String> unknown;

        Unfit(String message) {
            this(FieldCode.SUBSCRIBE_ERROR, message);
        }

        Unfit(FieldCode code, String message) {
            this(code, message, List.of());
        }

        private Unfit(FieldCode code, String message, List<String> unknown) {
            super(message, null, false, false);
            this.code = code;
            this.unknown = unknown;
        }

        static Unfit unknownFeatures(List<String> names) {
            List<String> some = names.stream()
                    .limit(MOST_UNKNOWN)
                    .map(name -> name.length() > MOST_TEXT ? name.substring(0, MOST_TEXT) : name)
                    .toList();
            return new Unfit(FieldCode.BAD_FILTER, "there are no such features", some);
        }

        /// Names of features that there are not, some of them; empty where it is about something else.
        List<String> unknown() {
            return unknown;
        }

        FieldCode code() {
            return code;
        }

        String words() {
            return String.valueOf(getMessage());
        }
    }

    /// The object `name` of `parent`; an empty one where there is none or null.
    static Payload in(JsonNode parent, String name) throws Unfit {
        JsonNode found = parent.path(name);
        if (!found.isObject() && !found.isMissingNode() && !found.isNull()) {
            throw new Unfit(name + " has to be an object");
        }
        return new Payload(found);
    }

    boolean has(String name) {
        return object.hasNonNull(name);
    }

    String text(String name) throws Unfit {
        String text = textOrNull(name);
        if (text == null) {
            throw new Unfit(name + " is missing");
        }
        return text;
    }

    @Nullable
    String textOrNull(String name) throws Unfit {
        JsonNode value = object.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isTextual() || value.textValue().length() > MOST_TEXT) {
            throw new Unfit(name + " has to be a text of at most " + MOST_TEXT + " characters");
        }
        return value.textValue();
    }

    long whole(String name, long otherwise, long least, long most) throws Unfit {
        JsonNode value = object.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return otherwise;
        }
        String range = name + " has to be a whole number in " + least + ".." + most;
        if (!value.isNumber()) {
            throw new Unfit(range);
        }
        double number = value.doubleValue();
        boolean whole = value.isIntegralNumber() ? value.canConvertToLong() : number == Math.rint(number);
        if (!whole || number < least || number > most) {
            throw new Unfit(range);
        }
        return value.longValue();
    }

    /// A number in `least..most`, or below `most` alone where `open`.
    double number(String name, double otherwise, double least, double most, boolean open) throws Unfit {
        JsonNode value = object.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return otherwise;
        }
        double number = value.isNumber() ? value.doubleValue() : Double.NaN;
        boolean in = number >= least && (open ? number < most : number <= most);
        if (!in) {
            throw new Unfit(name + " has to be a number from " + least + (open ? " to less than " : " to ") + most);
        }
        return number;
    }

    boolean truth(String name, boolean otherwise) throws Unfit {
        JsonNode value = object.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return otherwise;
        }
        if (!value.isBoolean()) {
            throw new Unfit(name + " has to be true or false");
        }
        return value.booleanValue();
    }

    /// Empty where there is none, or null.
    List<String> texts(String name, int most) throws Unfit {
        JsonNode value = object.path(name);
        List<String> all = new ArrayList<>();
        if (value.isMissingNode() || value.isNull()) {
            return all;
        }
        if (!value.isArray() || value.size() > most) {
            throw new Unfit(name + " has to be a list of at most " + most + " texts");
        }
        for (JsonNode each : value) {
            if (!each.isTextual()) {
                throw new Unfit(name + " has to be a list of texts");
            }
            all.add(each.textValue());
        }
        return all;
    }
}
