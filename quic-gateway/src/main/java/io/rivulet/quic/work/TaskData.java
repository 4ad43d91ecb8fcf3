// SPDX-License-Identifier: Apache-2.0
package io.rivulet.quic.work;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// Fields of a task's data, with errors that name them.
/// **Errors** [WorkException].
final class TaskData {
    private final JsonNode object;
    private final String path;

    TaskData(JsonNode object, String path) {
        this.object = object;
        this.path = path;
    }

    boolean has(String field) {
        return object.has(field);
    }

    boolean isNull(String field) {
        return object.path(field).isNull();
    }

    String text(String field, String otherwise) {
        JsonNode value = object.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return otherwise;
        }
        if (!value.isTextual()) {
            throw fault(field, "a text");
        }
        return value.textValue();
    }

    double number(String field, double otherwise, double least, double most) {
        JsonNode value = object.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return otherwise;
        }
        if (!value.isNumber() || !(value.doubleValue() >= least && value.doubleValue() <= most)) {
            throw fault(field, "a number from " + least + " to " + most);
        }
        return value.doubleValue();
    }

    int whole(String field, int otherwise, int least, int most) {
        JsonNode value = object.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return otherwise;
        }
        if (!value.isIntegralNumber() || value.longValue() < least || value.longValue() > most) {
            throw fault(field, "a whole number from " + least + " to " + most);
        }
        return value.intValue();
    }

    double[] numbers(String field) {
        JsonNode values = object.path(field);
        if (!values.isArray() || values.isEmpty()) {
            throw fault(field, "an array of numbers, at least one");
        }
        return doubles(values, path + field);
    }

    double[][] rows(String field) {
        JsonNode rows = object.path(field);
        if (!rows.isArray() || rows.isEmpty()) {
            throw fault(field, "an array of arrays of numbers");
        }
        double[][] all = new double[rows.size()][];
        for (int k = 0; k < all.length; k++) {
            all[k] = doubles(rows.get(k), path + field + "/" + k);
        }
        return all;
    }

    private static double[] doubles(JsonNode values, String where) {
        if (!values.isArray()) {
            throw new WorkException(where + " has to be an array of numbers");
        }
        double[] all = new double[values.size()];
        for (int k = 0; k < all.length; k++) {
            JsonNode value = values.get(k);
            if (!value.isNumber() || !Double.isFinite(value.doubleValue())) {
                throw new WorkException(where + "/" + k + " has to be a finite number");
            }
            all[k] = value.doubleValue();
        }
        return all;
    }

    List<String> texts(String field) {
        JsonNode values = object.path(field);
        if (!values.isArray() || values.isEmpty()) {
            throw fault(field, "an array of texts, at least one");
        }
        List<String> all = new ArrayList<>();
        values.forEach(value -> all.add(value.asText()));
        return all;
    }

    List<TaskData> objects(String field, int most) {
        JsonNode values = object.path(field);
        if (!values.isArray() || values.isEmpty() || values.size() > most) {
            throw fault(field, "an array of 1 to " + most + " objects");
        }
        List<TaskData> all = new ArrayList<>();
        for (int k = 0; k < values.size(); k++) {
            all.add(new TaskData(values.get(k), path + field + "/" + k + "/"));
        }
        return all;
    }

    <T> T choice(String field, T otherwise, List<T> all, Function<T, String> name) {
        if (!has(field) || isNull(field)) {
            return otherwise;
        }
        String given = text(field, "");
        return all.stream()
                .filter(each -> name.apply(each).equals(given))
                .findFirst()
                .orElseThrow(() -> fault(
                        field,
                        "one of " + String.join(", ", all.stream().map(name).toList())));
    }

    WorkException fault(String field, String wanted) {
        return new WorkException(path + field + " has to be " + wanted);
    }
}
