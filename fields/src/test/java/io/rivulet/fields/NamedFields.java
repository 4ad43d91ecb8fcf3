// SPDX-License-Identifier: Apache-2.0
package io.rivulet.fields;

import io.rivulet.fields.engine.FieldSettings;
import io.rivulet.fields.grid.Field;
import java.util.function.BiPredicate;

/// The fields that the reference's features were computed on, by the formulas that it gives.
public final class NamedFields {
    private static final double ON = -0.040;
    private static final double OFF = -0.080;

    private NamedFields() {}

    public static Field of(String name) {
        return switch (name) {
            case "base16" -> base(16);
            case "base13" -> base(13);
            case "gradient32" -> of(32, (i, j) -> -0.080 + 0.020 * (32 * i + j) / 1023);
            case "constant32" -> of(32, (i, j) -> -0.070);
            default -> mask(name.substring("bio-".length()), 64);
        };
    }

    private static Field base(int n) {
        return InitialFields.of(FieldSettings.defaults().toBuilder().gridSize(n).build(), false)
                .potential();
    }

    public static Field mask(String name, int n) {
        BiPredicate<Integer, Integer> active = switch (name) {
            case "full" -> (i, j) -> true;
            case "empty" -> (i, j) -> false;
            case "line" -> (i, j) -> i == 32;
            case "diagonal" -> (i, j) -> i.equals(j);
            case "sierpinski" -> (i, j) -> (i & j) == 0;
            case "checkerboard" -> (i, j) -> (i + j) % 2 == 0;
            case "rect" -> (i, j) -> i >= 10 && i < 50 && j >= 10 && j < 50;
            case "single" -> (i, j) -> i == 0 && j == 0;
            case "carpet81" -> (i, j) -> carpet(i, j);
            default -> throw new AssertionError("no mask " + name);
        };
        return of(n, (i, j) -> active.test(i, j) ? ON : OFF);
    }

    private static boolean carpet(int i, int j) {
        return (i == 0 && j == 0) || (!(i % 3 == 1 && j % 3 == 1) && carpet(i / 3, j / 3));
    }

    /// What a cell holds.
    public interface Cell {
        double at(int i, int j);
    }

    public static Field of(int n, Cell cell) {
        double[] values = new double[n * n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                values[i * n + j] = cell.at(i, j);
            }
        }
        return Field.adopt(n, values);
    }
}
