// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.cli;

import io.rivulet.node.console.CommandFailure;
import io.rivulet.node.console.Console;
import io.rivulet.node.console.KernelNotice;
import io.rivulet.node.solve.LocalSolve;
import io.rivulet.node.solve.RemoteServer;
import io.rivulet.node.solve.RemoteSolve;
import io.rivulet.node.solve.SolveRun;
import io.rivulet.node.solve.SolveWishes;
import io.rivulet.node.solve.SystemInput;
import io.rivulet.numerics.kernels.Kernels;
import io.rivulet.numerics.kernels.ThreadTeam;
import io.rivulet.numerics.solve.Method;
import io.rivulet.numerics.solve.PreconditionerKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `rivulet solve FILE`.
@Command(
        name = "solve",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Solves one system A·x = b, here or on a running server, and recomputes the residual of the answer.",
            "Ctrl-C ends it early: -o gets the best x so far, the exit code is 1."
        })
final class SolveCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(
            paramLabel = "FILE",
            description =
                    "A: Matrix Market, .tar.gz of SuiteSparse, .npz, .npy, Rutherford–Boeing, or gallery:NAME,key=value,…")
    private String matrix = "";

    @Option(
            names = "--rhs",
            paramLabel = "FILE",
            description =
                    "b: Matrix Market, .npy or one number a line (default: the archive's NAME_b.mtx, else all ones).")
    private @Nullable String rhs;

    @Option(
            names = "--method",
            paramLabel = "NAME",
            converter = MethodNames.OfMethod.class,
            completionCandidates = MethodNames.Methods.class,
            description = "One of ${COMPLETION-CANDIDATES} (default: hybrid, which chooses by the matrix).")
    private Method method = Method.HYBRID;

    @Option(
            names = "--preconditioner",
            paramLabel = "NAME",
            converter = MethodNames.OfPreconditioner.class,
            completionCandidates = MethodNames.Preconditioners.class,
            description = "One of ${COMPLETION-CANDIDATES} (default: auto).")
    private PreconditionerKind preconditioner = PreconditionerKind.AUTO;

    @Option(names = "--tolerance", paramLabel = "T", description = "Target on ‖b−A·x‖/‖b‖ (default: 1e-8).")
    private double tolerance = 1e-8;

    @Option(names = "--max-iterations", paramLabel = "N", description = "Default: 10000.")
    private int maxIterations = 10_000;

    @Option(
            names = "--max-time",
            paramLabel = "TIME",
            converter = Quantities.OfMillis.class,
            description = "Ends the solve after 30s, 500ms, 2m … with the best x so far (default: no limit).")
    private @Nullable Long maxTime;

    @Option(
            names = "--memory",
            paramLabel = "SIZE",
            converter = Quantities.OfBytes.class,
            description = "Refuses what may take more than 2g, 500m … before it begins (default: the JVM's heap).")
    private @Nullable Long memory;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Computes with so many threads; x is the same for any number (default: one a core).")
    private @Nullable Integer threads;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Of sampled verification and of every other random choice (default: 0).")
    private @Nullable Long seed;

    @Option(
            names = "--history",
            paramLabel = "FILE",
            description = "Writes iteration, seconds, true and updated residual, and error bound there as CSV.")
    private @Nullable String history;

    @Option(
            names = "--refine-bound",
            description = "Solves for the error too: its size from both sides, where the matrix proves a bound at all.")
    private boolean refineBound;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Writes x there as a Matrix Market array.")
    private @Nullable String output;

    @Option(names = "--json", description = "Prints the session's lines (NDJSON) on stdout and nothing else.")
    private boolean json;

    @Option(names = "--server", paramLabel = "URL", description = "Solves there (default: RIVULET_SERVER, else here).")
    private @Nullable String server;

    @Option(names = "--token-file", paramLabel = "FILE", description = ServerOption.TOKEN_FILE)
    private @Nullable String tokenFile;

    SolveCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        if (!(tolerance > 0 && tolerance <= 1)) {
            throw CommandFailure.badInput(
                    "--tolerance is " + tolerance + ", allowed is a number above 0 and at most 1: x = 0 meets 1");
        }
        if (maxIterations < 1) {
            throw CommandFailure.badInput("--max-iterations is " + maxIterations + ", allowed is 1 or more");
        }
        if (threads != null && (threads < 1 || threads > ThreadTeam.MAX_WIDTH)) {
            throw CommandFailure.badInput("--threads is " + threads + ", allowed is 1 to " + ThreadTeam.MAX_WIDTH);
        }
        SolveWishes wishes = new SolveWishes(
                method,
                preconditioner,
                tolerance,
                maxIterations,
                seed,
                maxTime == null ? 0 : maxTime,
                threads,
                memory,
                history != null,
                refineBound);
        SystemInput input = new SystemInput(console, matrix, rhs);
        Path file = output == null ? null : writable("-o", output);
        Path course = history == null ? null : writable("--history", history);
        String url = server != null ? server : console.environment().get("RIVULET_SERVER");
        if (url == null || url.isBlank()) {
            String slow = KernelNotice.of(Kernels.detect());
            if (slow != null) {
                console.err().println("rivulet: warning: " + slow);
            }
            SolveRun.Shown shown = new SolveRun.Shown(json, tolerance, file, course, repeat(null));
            return SolveRun.run(console, LocalSolve.open(input, wishes), shown);
        }
        if (threads != null || memory != null) {
            throw CommandFailure.badInput("--threads and --memory are the server's own settings there");
        }
        if (refineBound) {
            throw CommandFailure.badInput("--refine-bound works without --server only");
        }
        SolveRun.Shown shown = new SolveRun.Shown(json, tolerance, file, course, repeat(url));
        try (RemoteServer remote = new RemoteServer(url, ServerOption.token(console, tokenFile))) {
            return SolveRun.run(console, RemoteSolve.open(remote, input, wishes), shown);
        }
    }

    /// The command that does the same again, every default of this version written out.
    private String repeat(@Nullable String url) {
        List<String> words = new ArrayList<>(List.of("./rivulet", "solve", matrix));
        add(words, "--rhs", rhs);
        add(words, "--method", method.wireName());
        add(words, "--preconditioner", preconditioner.wireName());
        add(words, "--tolerance", tolerance);
        add(words, "--max-iterations", maxIterations);
        add(words, "--max-time", maxTime == null ? null : maxTime + "ms");
        add(words, "--seed", seed == null ? 0 : seed);
        add(words, "--memory", memory);
        add(words, "--threads", threads);
        if (refineBound) {
            words.add("--refine-bound");
        }
        add(words, "--server", url);
        return words.stream().map(SolveCommand::quoted).collect(Collectors.joining(" "));
    }

    private static void add(List<String> words, String option, @Nullable Object value) {
        if (value != null) {
            words.add(option);
            words.add(value.toString());
        }
    }

    /// As a POSIX shell needs it.
    private static String quoted(String word) {
        return word.matches("[A-Za-z0-9_./:=,+@%-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    /// Found before the work, not after it.
    private Path writable(String option, String name) {
        Path file = console.resolve(name);
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw CommandFailure.badInput(option + " " + name + ": its folder does not exist");
        }
        if (Files.isDirectory(file) || !Files.isWritable(Files.exists(file) ? file : folder)) {
            throw CommandFailure.badInput(option + " " + name + ": can't be written");
        }
        return file;
    }
}
