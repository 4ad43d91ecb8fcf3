// SPDX-License-Identifier: Apache-2.0
package io.rivulet.benchmarks;

import java.util.List;

/// Which of several measurements a command line asks for.
public final class Wanted {
    private Wanted() {}

    /// Those named, or all. Another name ends the process with 2, after the names there are.
    public static List<String> of(List<String> all, String... arguments) {
        List<String> named = List.of(arguments);
        if (!all.containsAll(named)) {
            System.err.println("there are: " + all);
            System.exit(2);
        }
        return named.isEmpty() ? all : named;
    }
}
