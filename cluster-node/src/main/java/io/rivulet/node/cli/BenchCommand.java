// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.cli;

import io.rivulet.node.bench.ShortTable;
import io.rivulet.node.console.Console;
import io.rivulet.node.console.ExitCode;
import io.rivulet.node.solve.LocalTeam;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `rivulet bench`.
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = "Measures cold solves, products and changes on a few made matrices of 100,000 rows, on this"
                + " machine, in less than a minute.")
final class BenchCommand implements Callable<Integer> {
    private final Console console;

    @Option(names = "--quick", description = "10,000 rows and a single round: some seconds, rougher figures.")
    private boolean quick;

    @Option(names = "--json", description = "Prints one JSON object.")
    private boolean json;

    BenchCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        ShortTable table = new ShortTable(LocalTeam.execution());
        table.run(quick, line -> {
            if (!json) {
                console.out().println(line);
                console.out().flush();
            }
        });
        if (json) {
            console.out().println(table.json());
        }
        return table.verified() ? ExitCode.OK : ExitCode.NOT_CONVERGED;
    }
}
