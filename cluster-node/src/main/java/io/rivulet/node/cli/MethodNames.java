// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.cli;

import io.rivulet.numerics.solve.Method;
import io.rivulet.numerics.solve.PreconditionerKind;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Methods and preconditioners by the names of the wire contract.
final class MethodNames {
    private MethodNames() {}

    /// What `--help` lists.
    static final class Methods implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return askable().stream().map(Method::wireName).iterator();
        }
    }

    /// What `--help` lists.
    static final class Preconditioners implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Arrays.stream(PreconditionerKind.values())
                    .map(PreconditionerKind::wireName)
                    .iterator();
        }
    }

    private static List<Method> askable() {
        return Arrays.stream(Method.values()).filter(Method::askable).toList();
    }

    static final class OfMethod implements ITypeConverter<Method> {
        @Override
        public Method convert(String text) {
            return named(text, askable(), Method::wireName);
        }
    }

    static final class OfPreconditioner implements ITypeConverter<PreconditionerKind> {
        @Override
        public PreconditionerKind convert(String text) {
            return named(text, Arrays.asList(PreconditionerKind.values()), PreconditionerKind::wireName);
        }
    }

    private static <T> T named(String text, List<T> all, Function<T, String> name) {
        String wanted = text.toLowerCase(Locale.ROOT).replace('-', '_');
        return all.stream()
                .filter(each -> name.apply(each).equals(wanted))
                .findFirst()
                .orElseThrow(() -> new TypeConversionException("'" + text + "' is none of "
                        + String.join(", ", all.stream().map(name).toList())));
    }
}
