// SPDX-License-Identifier: Apache-2.0
package io.rivulet.benchmarks.load;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What a load consists of, as the command line says it.
final class LoadPlan {
    @Option(
            names = "--mix",
            split = ",",
            paramLabel = "ROWS:USERS",
            defaultValue = "10000:100,1000:500,100:400",
            description = "How many users have a session of how many rows (default: ${DEFAULT-VALUE}).")
    List<String> mix = List.of();

    @Option(names = "--ramp", defaultValue = "60", description = "Seconds in which the users come (${DEFAULT-VALUE}).")
    int rampSeconds;

    @Option(names = "--steady", defaultValue = "300", description = "Seconds that are measured (${DEFAULT-VALUE}).")
    int steadySeconds;

    @Option(
            names = "--every",
            defaultValue = "1000",
            description = "Iterations between the lines of a session; 0 leaves it to the node (${DEFAULT-VALUE}).")
    int every;

    @Option(names = "--x", defaultValue = "none", description = "What the lines tell of x (${DEFAULT-VALUE}).")
    String x = "none";

    @Option(
            names = "--idle",
            description = "Sessions that are solved at once and wait, instead of ones that compute all the time.")
    boolean idle;

    @Option(names = "--entries", defaultValue = "0", description = "Entries of updates a second (${DEFAULT-VALUE}).")
    int entriesPerSecond;

    @Option(names = "--per-update", defaultValue = "50", description = "Entries of one update (${DEFAULT-VALUE}).")
    int entriesPerUpdate;

    @Option(names = "--matrix", description = "The updates change the matrix instead of costs.")
    boolean matrix;

    @Option(
            names = "--verifications",
            defaultValue = "0",
            description = "Verifications of " + PacedCalls.PROBES + " probes each, a second (${DEFAULT-VALUE}).")
    int verificationsPerSecond;

    @Option(
            names = "--slow",
            defaultValue = "0",
            description = "More users that read one line and stop (${DEFAULT-VALUE}).")
    int slowReaders;

    @Option(
            names = "--heap-every",
            defaultValue = "0",
            description = "Seconds between full collections that show the live set; 0 for none.")
    int heapEverySeconds;

    @Option(names = "--node-heap", defaultValue = "4g", description = "The node's -Xmx (${DEFAULT-VALUE}).")
    String nodeHeap = "4g";

    @Option(names = "--database", paramLabel = "URL", description = "PostgreSQL by JDBC (default: the embedded one).")
    @Nullable
    String database;

    @Option(names = "--histograms", paramLabel = "FOLDER", description = "Where the histograms are written.")
    java.nio.file.@Nullable Path histograms;

    /// One request for each user that reads.
    List<String> requests() {
        List<String> requests = new ArrayList<>();
        for (String part : mix) {
            int colon = part.indexOf(':');
            int rows = Integer.parseInt(part.substring(0, colon));
            for (int k = 0; k < Integer.parseInt(part.substring(colon + 1)); k++) {
                requests.add(request(rows));
            }
        }
        return requests;
    }

    int smallestRows() {
        return mix.stream()
                .mapToInt(part -> Integer.parseInt(part.substring(0, part.indexOf(':'))))
                .min()
                .orElseThrow();
    }

    /// A path whose ends are held: Jacobi needs millions of iterations for it, so that a session computes all the
    /// time. Its diagonal is 2 + 2·10⁻⁶.
    String request(int rows) {
        String stream = "\"stream\":{\"x\":\"" + x + "\"" + (every == 0 ? "" : ",\"every\":" + every) + "}";
        String endless =
                "\"method\":\"jacobi\",\"options\":{\"max_iterations\":1000000000,\"tolerance\":1e-14,\"live\":true,";
        String solved = "\"options\":{\"live\":true,";
        return "{\"matrix\":{\"data\":{\"gallery\":{\"name\":\"anisotropic2d\",\"nx\":1,\"ny\":" + rows
                + ",\"epsilon\":1e-6}}}," + (idle ? solved : endless) + stream + "}}";
    }

    static final double DIAGONAL = 2.0;
}
